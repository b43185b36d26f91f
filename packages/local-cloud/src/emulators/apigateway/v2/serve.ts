import type { Cloud, Emulator, VirtualHost } from "../../../core/cloud.ts";
import { admitsOrigin, type CorsRules } from "../../../http/cors.ts";
import { refuseUpgrade } from "../../../http/refuse-upgrade.ts";
import { hostOf } from "../resources.ts";
import { type ApiDefinition, createDefinitions, type Mappings } from "./definition.ts";
import { ownAnswer, toResponse } from "./http/answer.ts";
import { createHttpApi, type Entry, type HttpApi } from "./http/http-api.ts";
import { createSocketApi, type SocketApi } from "./websocket/socket-api.ts";

type Upgrade = NonNullable<VirtualHost["upgrade"]>;

/**
 * HTTP and WebSocket APIs of API Gateway, each at `<id>.execute-api.<region>.amazonaws.com` and at the domain names that
 * lead to it. A stage serves what the config declares, without regard to which deployment it names.
 */
export const createV2Apis = (cloud: Cloud): Required<Pick<Emulator, "provision" | "start" | "stop">> => {
  const served = new Map<string, HttpApi>();
  const sockets = new Map<string, SocketApi>();

  const upgrade = (id: string | undefined, asked: Parameters<Upgrade>, entry: Entry): void => {
    const [request, socket, head, url, signer] = asked;
    const api = sockets.get(id ?? "");
    if (api) api.upgrade(request, socket, head, url, signer, entry);
    else refuseUpgrade(socket, "403 Forbidden");
  };
  const definitions = createDefinitions({
    api: ({ id, cors, protocol }) => {
      const host = hostOf(id, cloud.region);
      if (protocol === "WEBSOCKET")
        return cloud.serve({
          host,
          admits: (origin) => admitsOrigin(anyOrigin, origin),
          fetch: (request, context) => sockets.get(id)?.handle(request, context, { host }) ?? starting(),
          upgrade: (...asked) => upgrade(id, asked, { host }),
        });
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
        admitsOrigin(corsOf(definitions.apis.get(apiId)), origin),
      ),
    async fetch(request, context) {
      const { pathname } = context.url ?? new URL(request.url);
      const found = mappingOf(definitions.domains.get(host), pathname);
      const api = found && (served.get(found.apiId) ?? sockets.get(found.apiId));
      const entry = { host, mapping: found };
      return api?.handle(request, context, entry) ?? toResponse(ownAnswer(404, "Not Found"));
    },
    upgrade(...asked) {
      const found = mappingOf(definitions.domains.get(host), asked[3].pathname);
      upgrade(found?.apiId, asked, { host, mapping: found });
    },
  });

  return {
    provision: definitions.provision,
    start() {
      for (const [id, api] of definitions.apis)
        if (api.protocol === "HTTP") served.set(id, createHttpApi(cloud, api));
        else sockets.set(id, createSocketApi(cloud, api));
    },
    stop() {
      for (const api of sockets.values()) api.stop();
    },
  };
};

// WebSocket APIs have no rules about origins: a page of anybody may connect.
const anyOrigin: CorsRules = { allowOrigins: ["*"] };
const corsOf = (api: ApiDefinition | undefined): CorsRules | undefined =>
  api?.protocol === "WEBSOCKET" ? anyOrigin : api?.cors;

/** The mapping with the longest key that the path begins with. */
const mappingOf = (mappings: Mappings | undefined, pathname: string) => {
  const matching = [...(mappings ?? [])]
    .filter(([key]) => key === "" || pathname === `/${key}` || pathname.startsWith(`/${key}/`))
    .sort(([one], [other]) => other.length - one.length);
  const [key, mapping] = matching[0] ?? [];
  return mapping && { ...mapping, basePath: key ? `/${key}` : "" };
};

const starting = (): Response => Response.json({ message: "The API is still starting." }, { status: 503 });
