import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import { anyMethod, anySegment, attackerFrom } from "./requests.ts";
import { broken, hostileText, toText } from "./values.ts";

/** The console's own requests and others. What it may really change stays as it is: faults, and the app's own bus. */
export const consoleAttacker = (surroundings: Surroundings): Attacker => {
  const { target } = surroundings;
  const origin = new URL(target.consoleUrl).origin;
  const reads = fc.tuple(
    fc.constantFrom(
      "overview map traces find trace hops/1 journal queues tables executions logs mailbox events cost live faults".split(
        " ",
      ),
    ),
    fc.constantFrom("q", "id", "limit", "before", "cursor", "key", "failed", "machine", "status", "level"),
    fc.oneof(hostileText, fc.constantFrom("1", "0", "-1", "abc", "1e9", "RUNNING")),
  );
  const path = fc.oneof(
    {
      weight: 5,
      arbitrary: reads.chain(([all, name, value]) =>
        fc
          .constantFrom(...all)
          .map((one) => `/api/${one}?${name}=${encodeURIComponent(value.toWellFormed())}`),
      ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom("queues", "tables", "executions", "mailbox", "hops"),
          anySegment,
          fc.constantFrom("", "/items", "/messages", "/html", "/x"),
        )
        .map(([kind, name, rest]) => `/api/${kind}/${name}${rest}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "/",
        "//",
        "/%zz",
        "*",
        "http://[",
        "/../",
        "/assets/x",
        "/api/",
        "/favicon.ico",
      ),
    },
  );
  const read = fc.record({ method: anyMethod, path, body: fc.constant<string | undefined>(undefined) });
  const write = fc.record({
    method: fc.constant("POST"),
    path: fc.oneof(
      anySegment.map((name) => `/api/queues/${name}/repair`),
      anySegment.map((name) => `/api/queues/${name}/redrive`),
      fc.constantFrom("/api/events", "/api/redaction", "/api/faults?"),
    ),
    body: fc.oneof(
      broken(
        fc.oneof(
          fc.record({ messageId: fc.constant("x"), body: hostileText }),
          fc.record({ messageIds: fc.array(hostileText, { maxLength: 3 }) }),
          fc.record({
            bus: fc.constant("fuzz-1"),
            source: fc.constant("fuzz"),
            detailType: hostileText,
            detail: fc.jsonValue(),
          }),
          fc.record({ redacted: fc.boolean() }),
          fc.record({ seed: fc.constant(-1), duplicate: fc.constant(2) }),
        ),
      ).map(toText),
      hostileText,
    ),
  });
  return attackerFrom(
    fc
      .tuple(
        fc.oneof({ weight: 3, arbitrary: read }, { weight: 1, arbitrary: write }),
        fc.constantFrom("application/json", "text/plain", ""),
        fc.constantFrom(origin, origin, "http://evil.example", "null"),
      )
      .map(([{ method, path: at, body }, type, from_]) => ({
        url: target.consoleUrl,
        method,
        path: at,
        headers: { "content-type": type, origin: from_ },
        body,
      })),
    surroundings,
  );
};
