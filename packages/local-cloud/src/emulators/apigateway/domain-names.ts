import type { Cloud, HostContext, VirtualHost } from "../../core/cloud.ts";
import { admitsOrigin, type CorsRules } from "../../http/cors.ts";
import { ownAnswer, toResponse } from "./v2/http/answer.ts";

/** How a request came: at the API's own name, or at a domain name that leads to it. */
export interface Entry {
  readonly host: string;
  readonly mapping?: { readonly stage: string | undefined; readonly basePath: string } | undefined;
}

export type Upgrade = NonNullable<VirtualHost["upgrade"]>;

/** What a domain name asks of the APIs that it leads to, by their ids. */
export interface MappedApis {
  /** Undefined where no such API is served. */
  handle(
    apiId: string,
    request: Request,
    context: HostContext,
    entry: Entry,
  ): Promise<Response> | Response | undefined;
  upgrade(apiId: string | undefined, asked: Parameters<Upgrade>, entry: Entry): void;
  corsOf(apiId: string): CorsRules | undefined;
}

/** Domain names of the app's own, which APIs of every kind may share. */
export interface DomainNames {
  add(name: string): void;
  /** Leads the paths that begin with `key` to a stage, or, without one, to the stage that the next part of the path names. */
  map(name: string, key: string, to: { readonly apiId: string; readonly stage: string | undefined }): void;
}

type Mappings = Map<string, { readonly apiId: string; readonly stage: string | undefined }>;

export const createDomainNames = (cloud: Pick<Cloud, "serve">, apis: MappedApis): DomainNames => {
  const domains = new Map<string, Mappings>();

  const hostOf = (host: string, mappings: Mappings): VirtualHost => ({
    host,
    admits: (origin) => [...mappings.values()].some(({ apiId }) => admitsOrigin(apis.corsOf(apiId), origin)),
    async fetch(request, context) {
      const { pathname } = context.url ?? new URL(request.url);
      const found = mappingOf(mappings, pathname);
      const answer = found && apis.handle(found.apiId, request, context, { host, mapping: found });
      return answer ?? toResponse(ownAnswer(404, "Not Found"));
    },
    upgrade(...asked) {
      const found = mappingOf(mappings, asked[3].pathname);
      apis.upgrade(found?.apiId, asked, { host, mapping: found });
    },
  });

  return {
    add(name) {
      const mappings: Mappings = new Map();
      domains.set(name, mappings);
      cloud.serve(hostOf(name, mappings));
    },
    map(name, key, to) {
      const mappings = domains.get(name);
      if (!mappings) throw new Error(`There is no domain name ${name}.`);
      mappings.set(key, to);
    },
  };
};

/** The mapping with the longest key that the path begins with. */
const mappingOf = (mappings: Mappings, pathname: string) => {
  const matching = [...mappings]
    .filter(([key]) => key === "" || pathname === `/${key}` || pathname.startsWith(`/${key}/`))
    .sort(([one], [other]) => other.length - one.length);
  const [key, mapping] = matching[0] ?? [];
  return mapping && { ...mapping, basePath: key ? `/${key}` : "" };
};
