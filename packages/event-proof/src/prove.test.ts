import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { formatFinding } from "./finding.ts";
import { loadSubject } from "./load.ts";
import { contracts } from "./mistakes/contracts.cases.ts";
import { filters } from "./mistakes/filters.cases.ts";
import { gateways } from "./mistakes/gateways.cases.ts";
import { machines } from "./mistakes/machines.cases.ts";
import { patterns } from "./mistakes/patterns.cases.ts";
import { targets } from "./mistakes/targets.cases.ts";
import { prove, type Subject } from "./prove.ts";

const cases = [...patterns, ...filters, ...targets, ...machines, ...contracts, ...gateways];

let subject: Subject;
beforeAll(async () => {
  subject = await loadSubject(join(import.meta.dirname, "../../.."));
});

test("finds nothing in what is there", async () => {
  expect((await prove(subject)).findings.map(formatFinding)).toEqual([]);
});

test("the platform registers the schema of every version, and nothing else", () => {
  const registered = subject.graph.resources.filter(({ type }) => type === "aws:schemas/schema:Schema");

  expect(registered.map(({ inputs }) => inputs.name).sort()).toEqual(
    subject.contracts.map(({ source, name, version }) => `${source}@${name}-v${version}`).sort(),
  );
  for (const { inputs } of registered)
    expect(JSON.parse(String(inputs.content))).toHaveProperty("properties.detail");
});

test.each(cases.map((each) => [each.mistake, each] as const))("finds %s", async (_, { make, found }) => {
  // Other machines than the one the mistake is in were run above, as they are.
  const { findings } = await prove(make(subject), { runs: [found.resource] });

  const places = findings.map(({ code, resource, file }) => ({
    code,
    resource,
    file: file.replace(/:\d+$/, ""),
  }));
  expect(places).toContainEqual(found);
});
