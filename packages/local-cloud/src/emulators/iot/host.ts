import { WebSocketServer } from "ws";
import type { Cloud, VirtualHost } from "../../core/cloud.ts";
import { refuseUpgrade } from "../../http/refuse-upgrade.ts";
import { type Authorizer, authorize, type Grant } from "./authorizer.ts";
import type { Broker } from "./broker.ts";
import { openConnection } from "./connection.ts";
import { iotEndpoint } from "./endpoint.ts";

const PATH = "/mqtt";
/** Of one frame, which may hold several packets. */
const FRAME_BYTES = 1024 * 1024;

const TRUSTED =
  "MQTT over WebSocket is spoken here. Whoever reads this in a browser has let it accept the certificate of the local cloud: pages can connect now, reload them.\n";

/** The endpoint of the account, where clients speak MQTT over WebSocket. */
export const mqttHost = (
  cloud: Cloud,
  broker: Broker,
  authorizers: ReadonlyMap<string, Authorizer>,
): VirtualHost => {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES,
    handleProtocols: (offered) => (offered.has("mqtt") ? "mqtt" : offered.has("mqttv3.1") && "mqttv3.1"),
  });
  return {
    host: iotEndpoint(cloud),
    path: PATH,
    fetch: (request, { url = new URL(request.url) }) =>
      url.pathname === PATH
        ? new Response(TRUSTED)
        : Response.json({ message: "Not found" }, { status: 404 }),
    upgrade(request, stream, head, url, signer) {
      if (url.pathname !== PATH) return refuseUpgrade(stream, "404 Not Found");
      const signed: Grant | undefined = signer && {
        principalId: signer.accessKeyId,
        allows: (action, resource) => cloud.allows(signer.principal, [{ action, resource }]),
      };
      server.handleUpgrade(request, stream, head, (socket) =>
        openConnection({
          cloud,
          broker,
          socket,
          request: { headers: request.headers, queryString: url.search },
          authorize: async (asked, hop) => signed ?? authorize(cloud, authorizers, asked, hop),
        }),
      );
    },
  };
};
