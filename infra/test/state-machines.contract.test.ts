import { join } from "node:path";
import type { ResourceGraph } from "sourdough-local";
import { synthesize } from "sourdough-local/synth";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readGraph, shiftOf } from "./graph.ts";
import { machineRules } from "./machine-rules.ts";

let graph: ResourceGraph;
const machineArn = (name: string) =>
  `arn:aws:states:eu-west-1:000000000000:stateMachine:sourdough-local-${name}`;

beforeAll(async () => {
  // With a state machine that starts another, and aliases that shift as on prod.
  vi.stubEnv("FULFILMENT", "state-machine");
  vi.stubEnv("CANARY", "prod");
  ({ graph } = await synthesize({ root: join(import.meta.dirname, "../..") }));
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const complaints = (of: ResourceGraph) => {
  const read = readGraph(of);
  return Object.values(machineRules).flatMap((rule) => rule(read));
};

test("state machines are started by their alias, and shift with alarms where a stage shifts", () => {
  expect(complaints(graph)).toEqual([]);
  const aliases = readGraph(graph).all("aws:sfn/alias:Alias");
  const [reserveStock] = aliases.filter(({ name }) => name === "ReserveStockLive");
  expect(reserveStock?.arn).toBe(`${machineArn("ReserveStock")}:live`);
  expect(shiftOf(reserveStock!)).toEqual({
    stage: "local",
    slice: "all",
    percent: 10,
    minutes: 5,
    alarms: ["sourdough-local-ReserveStock-version-failures", "sourdough-local-ReserveStock-version-batches"],
  });
  // More would not fit into the description.
  for (const { values } of aliases) expect(String(values.description).length).toBeLessThanOrEqual(256);
});

const granting = (resource: string) => ({
  inlinePolicies: [
    {
      policy: JSON.stringify({
        Statement: [{ Effect: "Allow", Action: "states:StartExecution", Resource: resource }],
      }),
    },
  ],
});
const description = (change: object) => ({
  description: JSON.stringify({ percent: 10, minutes: 5, alarms: [], ...change }),
});
const starting = {
  definition: JSON.stringify({
    StartAt: "Map",
    States: {
      Map: {
        ItemProcessor: {
          States: {
            Start: {
              Resource: "arn:aws:states:::states:startExecution.sync:2",
              Arguments: { StateMachineArn: machineArn("CheckOrder") },
            },
          },
        },
      },
    },
  }),
};
const failures = "sourdough-local-ReserveStock-version-failures";

test.each<[says: string, type: string, name: string, change: Record<string, unknown>]>([
  ["has no versions, or no alias", "sfn/stateMachine:StateMachine", "ReserveStock", { publish: false }],
  ["has no versions, or no alias", "sfn/alias:Alias", "ReserveStockLive", { arn: "another" }],
  [
    "starts a state machine without",
    "pipes/pipe",
    "ReserveStockPipe",
    { target: machineArn("ReserveStock") },
  ],
  [
    "starts a state machine without",
    "pipes/pipe",
    "LowStockPipe",
    { target: `${machineArn("ReportLowStock")}:2` },
  ],
  [
    "starts a state machine without",
    "cloudwatch/eventTarget",
    "MenuFiles",
    { arn: machineArn("ImportMenuFile") },
  ],
  [
    "starts a state machine without",
    "scheduler/schedule",
    "RunAudit",
    { target: { arn: machineArn("RunAudit") } },
  ],
  [
    "starts a state machine without",
    "apigateway/integration",
    "OrdersApi",
    {
      requestTemplates: {
        "application/json": `{"stateMachineArn":"${machineArn("ChangeOrder")}","input":"{}"}`,
      },
    },
  ],
  [
    "starts a state machine without",
    "lambda/function:Function",
    "PlaceOrder",
    { environment: { variables: { SST_RESOURCE_A: `{"arn":"${machineArn("FulfilOrder")}"}` } } },
  ],
  ["starts a state machine without", "ssm/parameter", "", { value: machineArn("RunAudit") }],
  ["starts another without its alias", "sfn/stateMachine:StateMachine", "FulfilOrder", starting],
  [
    "is granted an alias",
    "iam/role:Role",
    "ReserveStockPipe",
    granting(`${machineArn("ReserveStock")}:live`),
  ],
  ["takes in a new version at once", "sfn/alias:Alias", "ReserveStockLive", { description: undefined }],
  ["no share, or no time", "sfn/alias:Alias", "ReserveStockLive", description({ percent: 100 })],
  ["has no alarm that sends", "sfn/alias:Alias", "ReserveStockLive", description({})],
  [
    "name the pipe to stateMachine",
    "sfn/alias:Alias",
    "ReserveStockLive",
    description({ alarms: [failures] }),
  ],
])("a rule says what %s: %s %s", (says, type, name, change) => {
  const planted = structuredClone(graph);
  const changed = planted.resources.find(
    (one) => one.type.startsWith(`aws:${type}`) && one.name.startsWith(name),
  );
  expect(changed).toBeDefined();
  Object.assign(changed!.outputs, change);

  expect(complaints(planted).join("\n")).toContain(says);
});
