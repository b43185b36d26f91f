import fc from "fast-check";
import { WebSocket } from "ws";
import type { Attacker, Surroundings } from "./attack.ts";
import { hangMs, NoAnswerError } from "./http.ts";
import { broken, hostileText, toText } from "./values.ts";

const frameOf = (authorization: object) =>
  fc.record(
    {
      type: fc.constantFrom("connection_init", "subscribe", "unsubscribe", "publish", "ka", "data", "x"),
      id: fc.constantFrom("a", "b", "a".repeat(129), "ü", ""),
      channel: fc.constantFrom(
        "/orders/x/y",
        "orders/*",
        "/*",
        "/**",
        "/nowhere",
        "/kitchen/store-1",
        "/a/b/c/d/e/f",
      ),
      events: fc.array(fc.oneof(fc.constant('"{}"'), hostileText), { maxLength: 6 }),
      authorization: fc.constant(authorization),
    },
    { requiredKeys: ["type"] },
  );

const finalId = "still-there";

/** Frames on one socket of the realtime API; afterwards the socket answers as ever, or was closed. */
export const frameAttacker = ({ target }: Surroundings): Attacker => {
  const authorization = { host: target.realtimeHost, Authorization: target.tokens[0] };
  const frames = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: broken(frameOf(authorization)).map(toText) },
      { weight: 1, arbitrary: hostileText },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("", "{", "[]", "null", '{"type":null}', '{"type":{"toString":null}}'),
      },
    ),
    { minLength: 1, maxLength: 20 },
  );
  const header = Buffer.from(JSON.stringify(authorization)).toString("base64url");
  const protocols = fc.oneof(
    { weight: 12, arbitrary: fc.constant<string[]>(["aws-appsync-event-ws", `header-${header}`]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<string[]>(
        ["aws-appsync-event-ws"],
        ["aws-appsync-event-ws", "header-e30"],
        ["aws-appsync-event-ws", "header-bnVsbA"],
        ["graphql-ws"],
        [],
      ),
    },
  );
  const attack = fc.record({ frames, protocols });

  return (seed) => {
    const { frames: sent, protocols: asked } = fc.sample(attack, { seed, numRuns: 1 })[0]!;
    return {
      summary:
        `socket [${asked.map((name) => name.slice(0, 24))}] ${sent.map((frame) => JSON.stringify(String(frame)).slice(0, 300)).join(" ")}`.slice(
          0,
          2000,
        ),
      send: () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(target.realtimeWsUrl, asked);
          const limit = setTimeout(() => {
            socket.terminate();
            reject(new NoAnswerError(`Neither answered nor closed within ${hangMs} ms.`));
          }, hangMs);
          const end = (status: number | undefined) => {
            clearTimeout(limit);
            socket.terminate();
            resolve(status);
          };
          socket.on("unexpected-response", (_, answer) => end(answer.statusCode));
          socket.on("error", () => end(undefined));
          socket.on("close", () => end(undefined));
          socket.on("message", (data) => {
            if (String(data).includes(finalId)) end(101);
          });
          socket.on("open", () => {
            for (const frame of sent) socket.send(frame);
            socket.send(JSON.stringify({ type: "unsubscribe", id: finalId }));
          });
        }),
    };
  };
};
