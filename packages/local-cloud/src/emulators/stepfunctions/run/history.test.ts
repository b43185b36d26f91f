import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkflows } from "../../../testing/workflows.ts";
import { historyCases } from "./history.cases.ts";

let workflows: ReturnType<typeof createWorkflows>;
beforeEach(() => {
  workflows = createWorkflows();
});
afterEach(() => workflows.stop());

test.each(historyCases)("$name", async ({ states, input, events }) => {
  const { arn } = await workflows.run(states, input);
  const [started, ...others] = await workflows.history(arn);
  expect(started).toMatchObject({ type: "ExecutionStarted", id: 1, previousEventId: 0 });
  expect(others.map((event, index) => shown(event, events[index]?.[2]))).toEqual(
    events.map(([type, previousEventId, details = {}], index) => [index + 2, type, previousEventId, details]),
  );
});

/** The event with those of its details that are `wanted`. */
const shown = (event: object, wanted = {}) => {
  const { id, type, previousEventId } = event as Record<string, unknown>;
  const details = Object.entries(event).find(([name]) => name.endsWith("EventDetails"))?.[1] ?? {};
  return [
    id,
    type,
    previousEventId,
    Object.fromEntries(Object.keys(wanted).map((name) => [name, (details as Record<string, unknown>)[name]])),
  ];
};
