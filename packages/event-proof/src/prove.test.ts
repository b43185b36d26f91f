import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { formatFinding } from "./finding.ts";
import { loadSubject } from "./load.ts";
import { contracts } from "./mistakes/contracts.cases.ts";
import { durableFunctions } from "./mistakes/durable-functions.cases.ts";
import { filters } from "./mistakes/filters.cases.ts";
import { gateways } from "./mistakes/gateways.cases.ts";
import { machines } from "./mistakes/machines.cases.ts";
import { patterns } from "./mistakes/patterns.cases.ts";
import { targets } from "./mistakes/targets.cases.ts";
import { prove, type Subject } from "./prove.ts";

const cases = [...patterns, ...filters, ...targets, ...machines, ...contracts, ...gateways];

const load = async (fulfilment: string) => {
  vi.stubEnv("FULFILMENT", fulfilment);
  const loaded = await loadSubject(join(import.meta.dirname, "../../.."));
  vi.unstubAllEnvs();
  return loaded;
};

/** With `FulfilOrder` as a state machine, of which there are more mistakes to make; and as a durable function. */
let subject: Subject;
let durable: Subject;
beforeAll(async () => {
  subject = await load("state-machine");
  durable = await load("durable-function");
});

test.each(["state-machine", "durable-function"])(
  "finds nothing in what is there, with a %s",
  async (form) => {
    const { findings } = await prove(form === "state-machine" ? subject : durable);

    expect(findings.map(formatFinding)).toEqual([]);
  },
);

test("the platform registers the schema of every version, and nothing else", () => {
  const registered = subject.graph.resources.filter(({ type }) => type === "aws:schemas/schema:Schema");

  expect(registered.map(({ inputs }) => inputs.name).sort()).toEqual(
    subject.contracts.map(({ source, name, version }) => `${source}@${name}-v${version}`).sort(),
  );
  for (const { inputs } of registered)
    expect(JSON.parse(String(inputs.content))).toHaveProperty("properties.detail");
});

const all = [
  ...cases.map((each) => [each.mistake, each, () => subject] as const),
  ...durableFunctions.map((each) => [each.mistake, each, () => durable] as const),
];
test.each(all)("finds %s", async (_, { make, found }, sound) => {
  // Other machines than the one the mistake is in were run above, as they are.
  const { findings } = await prove(make(sound()), { runs: [found.resource] });

  const places = findings.map(({ code, resource, file }) => ({
    code,
    resource,
    file: file.replace(/:\d+$/, ""),
  }));
  expect(places).toContainEqual(found);
});
