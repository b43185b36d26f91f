import type { Cloud, Emulator, VirtualHost } from "../../../core/cloud.ts";
import { admitsOrigin } from "../../../http/cors.ts";
import { hostOf } from "../resources.ts";
import { createDefinitions, type Mappings } from "./definition.ts";
import { ownAnswer, toResponse } from "./http/answer.ts";
import { createHttpApi, type HttpApi } from "./http/http-api.ts";

/**
 * HTTP APIs of API Gateway, each at `<id>.execute-api.<region>.amazonaws.com` and at the domain names that lead to it. A
 * stage serves what the config declares, without regard to which deployment it names.
 */
export const createV2Apis = (cloud: Cloud): Required<Pick<Emulator, "provision" | "start">> => {
  const served = new Map<string, HttpApi>();
  const definitions = createDefinitions({
    api: ({ id, cors }) => {
      const host = hostOf(id, cloud.region);
      cloud.serve({
        host,
        admits: (origin) => admitsOrigin(cors, origin),
        fetch: (request, context) => served.get(id)?.handle(request, context, { host }) ?? starting(),
      });
    },
    domain: (name) => cloud.serve(domainHost(name)),
  });

  const domainHost = (host: string): VirtualHost => ({
    host,
    admits: (origin) =>
      [...(definitions.domains.get(host)?.values() ?? [])].some(({ apiId }) =>
        admitsOrigin(definitions.apis.get(apiId)?.cors, origin),
      ),
    async fetch(request, context) {
      const { pathname } = context.url ?? new URL(request.url);
      const found = mappingOf(definitions.domains.get(host), pathname);
      const api = found && served.get(found.apiId);
      return (
        api?.handle(request, context, { host, mapping: found }) ?? toResponse(ownAnswer(404, "Not Found"))
      );
    },
  });

  return {
    provision: definitions.provision,
    start() {
      for (const [id, api] of definitions.apis) served.set(id, createHttpApi(cloud, api));
    },
  };
};

/** The mapping with the longest key that the path begins with. */
const mappingOf = (mappings: Mappings | undefined, pathname: string) => {
  const matching = [...(mappings ?? [])]
    .filter(([key]) => key === "" || pathname === `/${key}` || pathname.startsWith(`/${key}/`))
    .sort(([one], [other]) => other.length - one.length);
  const [key, mapping] = matching[0] ?? [];
  return mapping && { ...mapping, basePath: key ? `/${key}` : "" };
};

const starting = (): Response => Response.json({ message: "The API is still starting." }, { status: 503 });
