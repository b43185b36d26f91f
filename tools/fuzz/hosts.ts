import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import type { HttpAttack } from "./http.ts";
import { anyMethod, attackerFrom } from "./requests.ts";
import { broken, hostileText, toText } from "./values.ts";

/** The AWS endpoint's other hosts (REST APIs, realtime, key sets, functions' URLs) and paths of nobody. */
export const hostAttacker = (surroundings: Surroundings): Attacker => {
  const { target } = surroundings;
  const attack = fc.record({
    method: anyMethod,
    path: fc
      .tuple(
        fc.constantFrom("", "/_host/x", ...target.hostPaths),
        fc.oneof(
          fc.constantFrom(
            "/",
            "//",
            "/event",
            "/event/realtime",
            "/$default/orders",
            "/local/orders/x",
            "/%zz",
            "/.well-known/jwks.json",
            "/eu-west-1_x/.well-known/jwks.json",
          ),
          hostileText.map((text) => `/${text}`),
        ),
      )
      .map((parts) => parts.join("")),
    headers: fc.constantFrom<Record<string, string>>(
      {},
      { host: "evil.example" },
      { host: "fuzz.execute-api.eu-west-1.amazonaws.com" },
      { origin: target.webUrl },
      { origin: "http://evil.example" },
      { "x-api-key": "da2-fuzz" },
      { authorization: target.tokens[0] },
      {
        upgrade: "websocket",
        connection: "Upgrade",
        "sec-websocket-key": "x",
        "sec-websocket-version": "13",
      },
      {
        upgrade: "websocket",
        connection: "Upgrade",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "13",
        "sec-websocket-protocol": "aws-appsync-event-ws, header-e30",
      },
    ),
    body: fc.oneof(
      broken(
        fc.record({
          channel: fc.constantFrom("/orders/a/b", "/kitchen/store-1"),
          events: fc.array(hostileText, { maxLength: 6 }),
        }),
      ).map(toText),
      hostileText,
    ),
  });
  return attackerFrom(
    attack.map(
      ({ method, path, headers, body }): HttpAttack => ({
        url: target.awsEndpoint,
        method,
        path,
        headers: { "content-type": "application/json", ...headers },
        body: method === "POST" || method === "PUT" ? body : undefined,
      }),
    ),
    surroundings,
  );
};
