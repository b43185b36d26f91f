import { expect, test } from "vitest";
import { createJournal } from "../core/journal.ts";
import { services } from "../emulators/registry.ts";
import { graphOf } from "../testing/graph.ts";
import { createExecutions } from "./executions.ts";
import { createLocator } from "./map/locate.ts";
import { readMap } from "./map/model.ts";
import { createRedaction } from "./redaction.ts";

const account = "eu-west-1:000000000000";
const machineArn = `arn:aws:states:${account}:stateMachine:fulfil`;
const arn = `arn:aws:states:${account}:execution:fulfil:monday`;
const definition = JSON.stringify({
  StartAt: "Check",
  States: {
    Check: {
      Type: "Parallel",
      Branches: [{ StartAt: "Price", States: { Price: { Type: "Task", End: true } } }],
      Next: "Pay",
    },
    Pay: { Type: "Task", Catch: [{ ErrorEquals: ["States.ALL"], Next: "Reject" }], End: true },
    Reject: { Type: "Pass", End: true },
  },
});
const inputs = { name: "fulfil", definition };
const graph = graphOf([
  {
    type: "aws:sfn/stateMachine:StateMachine",
    name: "Fulfil",
    urn: "",
    id: machineArn,
    inputs,
    outputs: { ...inputs, arn: machineArn },
  },
]);

const observe = () => {
  const journal = createJournal();
  const { nodes } = readMap(graph, services);
  const context = {
    journal,
    locator: createLocator(graph, nodes, journal.hop, services),
    redaction: createRedaction([]),
    services,
  };
  const executions = createExecutions(context, nodes);
  journal.subscribe((hop) => executions.begun?.(hop));
  return { journal, executions };
};

test("tells an execution state by state, with branches, retries and what was caught", () => {
  const { journal, executions } = observe();
  const states = { service: "states", resource: arn };
  const began = journal.record({
    ...states,
    action: "BeginExecution",
    source: machineArn,
    input: { order: 1 },
  });
  const enter = (source: string, ...causes: number[]) =>
    journal.record({ ...states, action: "EnterState", source, causes, input: { order: 1 } });
  const check = enter("Check", began.id);
  journal.finish(enter("Price", check.id), { output: 280 });
  journal.finish(check, { output: [280] });
  const pay = enter("Pay", check.id);
  journal.record({ ...states, action: "RetryState", source: "Pay", causes: [pay.id] });
  journal.finish(pay, { error: { name: "Declined", message: "no money" } });
  const reject = enter("Reject", pay.id);

  expect(executions.list({ limit: 10 })).toMatchObject({
    executions: [{ name: "monday", machine: "Fulfil", status: "RUNNING", type: "STANDARD" }],
    machines: [{ name: "Fulfil", running: 1, failed: 0, total: 1 }],
  });
  journal.finish(reject, { output: {} });
  journal.record({
    ...states,
    action: "EndExecution",
    source: machineArn,
    causes: [reject.id],
    input: { status: "SUCCEEDED" },
    output: { done: true },
  });

  const execution = executions.get(arn);
  expect(execution).toMatchObject({
    status: "SUCCEEDED",
    input: { value: { order: 1 } },
    output: { value: { done: true } },
  });
  expect(
    execution.states.map(({ name, type, status, branch, attempts }) => [
      name,
      type,
      status,
      branch,
      attempts,
    ]),
  ).toEqual([
    ["Check", "Parallel", "SUCCEEDED", undefined, 1],
    ["Price", "Task", "SUCCEEDED", "Check", 1],
    ["Pay", "Task", "CAUGHT", undefined, 2],
    ["Reject", "Pass", "SUCCEEDED", undefined, 1],
  ]);
  expect(execution.definition.states.find(({ name }) => name === "Pay")?.next).toEqual([
    { to: "Reject", kind: "catch", label: "States.ALL" },
  ]);
});

test.each([
  [{ status: "ABORTED", error: "OrderCancelled", cause: "by the customer" }, undefined, "ABORTED", 0],
  [{ status: "TIMED_OUT" }, { code: "TIMED_OUT", message: "" }, "TIMED_OUT", 1],
  [{ status: "FAILED" }, { code: "States.Timeout", message: "" }, "FAILED", 1],
])("an execution that ended %j", (input, error, status, failed) => {
  const { journal, executions } = observe();
  const states = { service: "states", resource: arn };
  journal.record({ ...states, action: "BeginExecution", source: machineArn });
  journal.record({ ...states, action: "EndExecution", source: machineArn, input, error });
  const { executions: shown, machines } = executions.list({ limit: 1 });
  expect(shown[0]).toMatchObject({
    status,
    error: error ?? { code: "OrderCancelled", message: "by the customer" },
  });
  expect(machines[0]!.failed).toBe(failed);
});
