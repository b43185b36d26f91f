import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import { sendRaw } from "./http.ts";

const rawHeads = [
  "GET / HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "GET // HTTP/1.1\r\nHost: x\r\n\r\n",
  "GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
  "GET\r\n\r\n",
  "\r\n\r\n\r\n",
  "\u0000\u0001\u0002\u0003",
  "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
  "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
  "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
  `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n${"A: b\r\n".repeat(3000)}\r\n`,
  `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\nabc`,
  "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\nabc",
  "PUT /api/orders/x HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
  "GET /event/realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 99\r\n\r\n",
];

/** Bytes that are hardly HTTP, and bodies that never end, to each port. */
export const rawAttacker = ({ target }: Surroundings): Attacker => {
  const attack = fc.record({
    url: fc.constantFrom(target.webUrl, target.awsEndpoint, target.consoleUrl, target.stripeUrl),
    head: fc.constantFrom(...rawHeads),
    rest: fc.oneof(
      { weight: 30, arbitrary: fc.constant(Buffer.alloc(0)) },
      { weight: 10, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
      { weight: 1, arbitrary: fc.constant(Buffer.alloc(40 * 2 ** 20, "a")) },
    ),
  });
  return (seed) => {
    const { url, head, rest } = fc.sample(attack, { seed, numRuns: 1 })[0]!;
    return {
      summary: `${new URL(url).port} raw ${JSON.stringify(head).slice(0, 160)} and ${rest.length} bytes`,
      send: () => sendRaw(url, [Buffer.from(head, "latin1"), rest]),
    };
  };
};
