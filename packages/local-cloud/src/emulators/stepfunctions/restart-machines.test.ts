import { expect, test } from "vitest";
import { createLives } from "../../testing/restart.ts";
import { createWorkflows } from "../../testing/workflows.ts";

test("what calls made of a machine stays until the config has another definition", async () => {
  const definition = (Output: string) =>
    JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States: { A: { Type: "Succeed", Output } } });
  const nextLife = createLives();
  const live = async (Output: string) => {
    const workflows = createWorkflows({}, await nextLife());
    const stateMachineArn = await workflows.machine("Machine", {
      StartAt: "A",
      States: { A: { Type: "Succeed", Output } },
    });
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    const outputs = async (...qualifiers: string[]) => {
      const arns = await Promise.all(qualifiers.map((each) => workflows.start(`${stateMachineArn}${each}`)));
      return (await Promise.all(arns.map(workflows.end))).map(({ output }) => output);
    };
    return { ...workflows, stateMachineArn, outputs };
  };
  const first = await live("config");
  const { stateMachineArn } = first;
  await first.call("PublishStateMachineVersion", { stateMachineArn, description: "first" });
  await first.call("UpdateStateMachine", { stateMachineArn, definition: definition("call"), publish: true });
  await first.call("CreateStateMachineAlias", {
    name: "live",
    routingConfiguration: [{ stateMachineVersionArn: `${stateMachineArn}:2`, weight: 100 }],
  });
  await first.call("TagResource", { resourceArn: stateMachineArn, tags: [{ key: "team", value: "bread" }] });
  const described = await first.call("DescribeStateMachine", { stateMachineArn });

  const second = await live("config");
  expect(await second.outputs("", ":1", ":2", ":live")).toEqual(["call", "config", "call", "call"]);
  expect(await second.call("DescribeStateMachine", { stateMachineArn })).toEqual(described);
  expect((await second.call("ListTagsForResource", { resourceArn: stateMachineArn })).tags).toEqual([
    { key: "team", value: "bread" },
  ]);
  await second.call("DeleteStateMachineAlias", { stateMachineAliasArn: `${stateMachineArn}:live` });
  await second.call("DeleteStateMachineVersion", { stateMachineVersionArn: `${stateMachineArn}:2` });

  const third = await live("config");
  expect(await third.outputs("", ":1")).toEqual(["call", "config"]);
  await expect(third.start(`${stateMachineArn}:live`)).rejects.toMatchObject({
    code: "StateMachineDoesNotExist",
  });
  const { stateMachineVersionArn } = await third.call("PublishStateMachineVersion", { stateMachineArn });
  expect(stateMachineVersionArn).toBe(`${stateMachineArn}:3`);

  const fourth = await live("config of today");
  expect(await fourth.outputs("")).toEqual(["config of today"]);
  expect(fourth.cloud.state.dropped).toEqual([
    "versions of state machine Machine: the config has another definition",
  ]);
});
