import { expect, test } from "vitest";
import { complaints, evaluate } from "./evaluate.ts";
import { readGraph } from "./graph.ts";

test.each(["orders", "payments"])("%s keeps the rules on prod with all that gets it ready", async (slice) => {
  const graph = await evaluate("prod", slice, "rush");
  const { all } = readGraph(graph);
  const [opens, rests] = all("aws:appautoscaling/scheduledAction:ScheduledAction").map(
    ({ values }) => values.scalableTargetAction,
  );

  expect(complaints(graph)).toEqual([]);
  const ready = slice === "orders" ? 2 : 1;
  expect(opens).toEqual({ minCapacity: ready, maxCapacity: ready });
  expect(rests).toEqual({ minCapacity: 0, maxCapacity: 0 });
  expect(all("aws:lambda/function:Function")[0]?.values.environment).toMatchObject({
    variables: { LOGGED_ORDERS: "0.1" },
  });
});

test("prod pays for nothing that stands ready, which docs/decisions/cost.md says why", async () => {
  const { all } = readGraph(await evaluate("prod", "orders"));
  const pollers = all("aws:lambda/eventSourceMapping:EventSourceMapping").filter(
    ({ values }) => values.provisionedPollerConfig,
  );

  expect([...all("aws:appautoscaling/target:Target"), ...pollers]).toEqual([]);
});

test.each<[says: string, type: string, change: Record<string, unknown>]>([
  ["is never given back", "scheduledAction:ScheduledAction", { scalableTargetAction: { maxCapacity: 1 } }],
  ["keeps 9 environments of a function that has 8", "target:Target", {}],
  ["cannot be shifted bit by bit", "deploymentGroup:DeploymentGroup", { deploymentConfigName: "Canary" }],
  ["may loop for ever", "functionRecursionConfig:FunctionRecursionConfig", { recursiveLoop: "Allow" }],
  [
    "80 at once",
    "eventSourceMapping:EventSourceMapping",
    {
      scalingConfig: null,
      provisionedPollerConfig: { maximumPollers: 8 },
    },
  ],
])("a rule says what %s", async (says, type, change) => {
  const graph = structuredClone(await evaluate("prod", "payments", "rush"));
  for (const { type: own, name, outputs } of graph.resources) {
    if (own.endsWith(type) && /^(AuthorizePayment|Audit)/.test(name)) Object.assign(outputs, change);
    if (says.startsWith("keeps 9") && name === "AuthorizePaymentOpens")
      outputs.scalableTargetAction = { minCapacity: 9, maxCapacity: 9 };
  }

  expect(complaints(graph).join("\n")).toContain(says);
});
