import { expect, test } from "vitest";
import { createBucket, createMaps } from "../emulators/stepfunctions/map/map.fixture.ts";
import { createExecutions } from "./executions.ts";
import { createLocator } from "./map/locate.ts";
import { readMap } from "./map/model.ts";
import { createRedaction } from "./redaction.ts";

test("an execution shows its map runs, and their executions do not crowd out others", async () => {
  const maps = createMaps(createBucket());
  const { journal, graph, services } = maps.cloud;
  const { nodes } = readMap(graph, services);
  const locator = createLocator(graph, nodes, journal.hop, services);
  const executions = createExecutions({ journal, locator, redaction: createRedaction([]), services }, nodes);
  const seen = new Set<number>();
  journal.subscribe((hop) => {
    if (!seen.has(hop.id)) executions.begun?.(hop);
    seen.add(hop.id);
  });

  const states = {
    Row: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input = 2 %}", Next: "Bad" }],
      Default: "Good",
    },
    Good: { Type: "Pass", End: true },
    Bad: { Type: "Fail", Error: "Stale" },
  };
  const { execution } = await maps.run({ states, map: { ToleratedFailureCount: 1 } }, [1, 2, 3]);
  expect(executions.list({ limit: 10 }).executions.map(({ id }) => id)).toEqual([execution]);
  const { mapRuns } = executions.get(execution);
  const counts = { pending: 0, running: 0, succeeded: 2, failed: 1, aborted: 0, total: 3 };
  expect(mapRuns).toEqual([
    {
      id: expect.stringContaining(":mapRun:Import0/Rows:"),
      state: "Import",
      status: "SUCCEEDED",
      at: expect.any(Number),
      durationMs: expect.any(Number),
      items: counts,
      executions: counts,
    },
  ]);
  const [child] = journal.hops(
    ({ action, resource }) => action === "BeginExecution" && resource.includes("/Rows:"),
  );
  expect(executions.get(child!.resource)).toMatchObject({
    status: "SUCCEEDED",
    type: "EXPRESS",
    mapRuns: [],
  });
});
