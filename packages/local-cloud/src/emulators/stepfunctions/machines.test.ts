import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkflows } from "../../testing/workflows.ts";
import { permissions } from "./permissions.ts";
import { resourceTypes } from "./resources.ts";
import { createTokens } from "./tokens.ts";

let workflows: ReturnType<typeof createWorkflows>;
beforeEach(() => {
  workflows = createWorkflows();
});
afterEach(() => workflows.stop());

test("a definition that cannot run stops the start, naming machine, state and reason", async () => {
  const legacy = {
    QueryLanguage: "JSONPath",
    StartAt: "Old",
    States: { Old: { Type: "Pass", Output: {}, End: true } },
  };
  await expect(workflows.machine("Legacy", legacy)).rejects.toThrow(
    /State machine Legacy [\s\S]*\/States\/Old: Output: not a field of the state in its query language/,
  );
});

test("an evaluation error that ends an execution is reported", async () => {
  await workflows.run({ Only: { Type: "Pass", Output: "{% $states.input.none %}" } });
  expect(workflows.cloud.warnings).toEqual([
    expect.stringMatching(/^State machine Machine1: States\.QueryEvaluationError: .*'\$states\.input\.none'/),
  ]);
});

test("stop ends what runs", async () => {
  const machine = await workflows.machine("Slow", {
    StartAt: "Pause",
    States: { Pause: { Type: "Wait", Seconds: 60, Next: "After" }, After: { Type: "Pass", End: true } },
  });
  const execution = await workflows.start(machine);
  await workflows.entered(execution, "Pause");
  await workflows.emulator.stop?.();
  workflows.cloud.clock.advance(60_000);
  await workflows.idle();
  expect(workflows.cloud.journal.hops((hop) => hop.source === "After")).toEqual([]);
});

test("the ARN follows from the name, a stable one when the config gives none", () => {
  const [type] = resourceTypes;
  const account = { region: "eu-west-1", accountId: "000000000000" };
  const inputs = { definition: "{}", roleArn: "r" };
  expect(type!.compute({ name: "Relay", inputs: { ...inputs, name: "relay" } }, account)).toMatchObject({
    id: "arn:aws:states:eu-west-1:000000000000:stateMachine:relay",
    name: "relay",
    type: "STANDARD",
  });
  const made = type!.compute({ name: "Relay", inputs }, account);
  expect(made.name).toMatch(/^Relay-[a-z0-9]{7}$/);
  expect(type!.compute({ name: "Relay", inputs }, account)).toEqual(made);
  expect(type!.properties.safeParse({ ...inputs, timeout: 3 }).success).toBe(false);
});

const machine = "arn:aws:states:eu-west-1:000000000000:stateMachine:m";
test.each([
  ["StartExecution", { stateMachineArn: "m" }, "states:StartExecution", "m"],
  ["StopExecution", { executionArn: "e" }, "states:StopExecution", "e"],
  [
    "SendTaskSuccess",
    { taskToken: createTokens().open("m").token, output: "1" },
    "states:SendTaskSuccess",
    "m",
  ],
  ["ListStateMachines", {}, "states:ListStateMachines", "*"],
  ["StartExecution", { stateMachineArn: `${machine}:live` }, "states:StartExecution", machine],
  [
    "DescribeStateMachineAlias",
    { stateMachineAliasArn: `${machine}:live` },
    "states:DescribeStateMachineAlias",
    machine,
  ],
  [
    "DeleteStateMachineVersion",
    { stateMachineVersionArn: `${machine}:1` },
    "states:DeleteStateMachineVersion",
    machine,
  ],
  [
    "CreateStateMachineAlias",
    { routingConfiguration: [{ stateMachineVersionArn: `${machine}:1` }] },
    "states:CreateStateMachineAlias",
    machine,
  ],
])("%s needs the permission on what it names", (operation, input, action, resource) => {
  expect(permissions(operation, input)).toEqual([{ action, resource }]);
});

test("whoever publishes with a change needs the permission to publish", () => {
  expect(permissions("UpdateStateMachine", { stateMachineArn: "m", publish: true })).toEqual([
    { action: "states:UpdateStateMachine", resource: "m" },
    { action: "states:PublishStateMachineVersion", resource: "m" },
  ]);
});

test("what is no token needs no permission to be refused", () => {
  expect(permissions("SendTaskSuccess", { taskToken: "nonsense" })).toEqual([]);
});
