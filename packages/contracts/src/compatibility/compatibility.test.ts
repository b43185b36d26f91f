import { isDeepStrictEqual } from "node:util";
import type { Compatibility, JsonSchema } from "@sourdough/events-schema";
import { toJsonSchema } from "@sourdough/events-schema";
import { arbitrary } from "@sourdough/events-schema/testing";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type * as z from "zod";
import type { Case } from "./compatibility.case.ts";
import { cases } from "./compatibility.cases.ts";
import { breaks, gapsFrom } from "./compatibility.ts";

const modes: Compatibility[] = [
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
];
const tries = { numRuns: 1000, seed: 20261123, endOnFailure: true };

const revisions = ({ before }: Case) =>
  before.map((schema, index) => ({ revision: index + 1, schema: toJsonSchema(schema) }));

test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
  const changed = toJsonSchema(one.after);

  const allowing = modes.filter((mode) => breaks(revisions(one), changed, mode).length === 0);

  expect(allowing).toEqual(modes.filter((mode) => one.allowedBy.includes(mode)));
});

const namesIn = (schema: JsonSchema): string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [name, ...namesIn(field)]);

/** Whether a publisher with one contract sends what a consumer with the other refuses. */
function isRefused(sender: z.ZodType, taker: z.ZodType): boolean {
  const values = arbitrary(toJsonSchema(sender), namesIn(toJsonSchema(taker)));
  const outcome = fc.check(
    fc.property(values, (value) => {
      const sent: unknown = JSON.parse(JSON.stringify(value));
      if (!isDeepStrictEqual(sender.parse(sent), sent))
        throw new Error(`nobody sends ${JSON.stringify(sent)}`);
      return taker.safeParse(sent).success;
    }),
    tries,
  );
  if (outcome.failed && !String(outcome.errorInstance).includes("returning false"))
    throw outcome.errorInstance;
  return outcome.failed;
}

test.each(cases.map((one) => [one.name, one] as const))("real values agree: %s", (_, { before, after }) => {
  for (const schema of before)
    for (const [sender, taker] of [
      [schema, after],
      [after, schema],
    ] as const) {
      const expected = gapsFrom(toJsonSchema(sender), toJsonSchema(taker)).length > 0;

      expect(isRefused(sender, taker)).toBe(expected);
    }
});

test("has cases enough, each with a name of its own", () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});
