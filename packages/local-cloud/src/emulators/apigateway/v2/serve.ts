import type { Cloud, Emulator } from "../../../core/cloud.ts";
import { admitsOrigin, type CorsRules } from "../../../http/cors.ts";
import { refuseUpgrade } from "../../../http/refuse-upgrade.ts";
import type { DomainNames, MappedApis } from "../domain-names.ts";
import { hostOf } from "../resources.ts";
import { type ApiDefinition, createDefinitions } from "./definition.ts";
import { createHttpApi, type HttpApi } from "./http/http-api.ts";
import { createSocketApi, type SocketApi } from "./websocket/socket-api.ts";

type V2Apis = Required<Pick<Emulator, "provision" | "start" | "stop">> & MappedApis;

/**
 * HTTP and WebSocket APIs of API Gateway, each at `<id>.execute-api.<region>.amazonaws.com` and at the domain names that
 * lead to it. A stage serves what the config declares, without regard to which deployment it names.
 */
export const createV2Apis = (cloud: Cloud, domainNames: DomainNames): V2Apis => {
  const served = new Map<string, HttpApi>();
  const sockets = new Map<string, SocketApi>();

  const upgrade: MappedApis["upgrade"] = (id, asked, entry) => {
    const [request, socket, head, url, signer] = asked;
    const api = sockets.get(id ?? "");
    if (api) api.upgrade(request, socket, head, url, signer, entry);
    else refuseUpgrade(socket, "403 Forbidden");
  };
  const definitions = createDefinitions(domainNames, ({ id, cors, protocol }) => {
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
  });

  return {
    provision: definitions.provision,
    handle: (id, ...asked) => (served.get(id) ?? sockets.get(id))?.handle(...asked),
    upgrade,
    corsOf: (id) => corsOf(definitions.apis.get(id)),
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

const starting = (): Response => Response.json({ message: "The API is still starting." }, { status: 503 });
