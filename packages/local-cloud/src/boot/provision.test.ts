import { expect, test } from "vitest";
import type { Emulator } from "../core/cloud.ts";
import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import { services } from "../emulators/registry.ts";
import { createProvisioned } from "../state/provisioned.ts";
import { openState } from "../state/state.ts";
import { provision, restoreAll, startAll } from "./provision.ts";

const resource = (type: string, name: string, inputs: Record<string, unknown> = {}): Resource => {
  const arn = `arn:aws:test:eu-west-1:000000000000:${name}`;
  return { type, name, urn: name, id: name, inputs, outputs: { ...inputs, arn, name } };
};
const told = {
  provisioned: createProvisioned(openState({ warn: console.error })),
  made: { drop() {} },
};
const graphOf = (...resources: Resource[]) =>
  ({ region: "eu-west-1", accountId: "000000000000", resources }) as unknown as ResourceGraph;
const emulator = (parts: Partial<Emulator>): Emulator => ({
  service: "test",
  operations: {},
  ...parts,
});

test("tells everything that is refused, without what only follows from it", async () => {
  const taken: string[] = [];
  const things = emulator({
    provision: {
      thing: ({ name }) => {
        if (name.startsWith("Bad")) throw new Error(`${name} is not possible`);
        taken.push(name);
      },
    },
  });
  const bad = resource("thing", "BadThingOne");
  const follows = resource("thing", "BadFollower", { source: bad.outputs.arn });
  const graph = graphOf(
    bad,
    resource("thing", "Good"),
    follows,
    resource("thing", "BadFollowerOfFollower", { source: follows.outputs.arn }),
    resource("thing", "BadThingTwo"),
  );

  await expect(provision(graph, [things], services, told)).rejects.toThrow(
    /^The local cloud cannot start:\n {2}- BadThingOne \(thing\) cannot be provisioned: .*\n {2}- BadThingTwo .*$/,
  );
  expect(taken).toEqual(["Good"]);
});

test("tells everything that cannot begin", async () => {
  const failing = (why: string) =>
    emulator({
      start: () => {
        throw new Error(why);
      },
    });
  await expect(startAll([failing("One."), emulator({}), failing("Two.")])).rejects.toThrow(
    "The local cloud cannot start:\n  - One.\n  - Two.",
  );
});

const role = (name: string, Service: string, Condition?: object) =>
  resource("aws:iam/role:Role", name, {
    assumeRolePolicy: JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service }, Condition }],
    }),
  });

test("refuses a role that the service may not assume that works with it", async () => {
  const forFunctions = role("ForFunctions", "lambda.amazonaws.com");
  const forPipes = role("ForPipes", "pipes.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": "000000000000" },
  });
  const graph = graphOf(
    forFunctions,
    forPipes,
    resource("aws:lambda/function:Function", "Right", { role: forFunctions.outputs.arn }),
    resource("aws:pipes/pipe:Pipe", "AlsoRight", { roleArn: forPipes.outputs.arn }),
    resource("aws:lambda/function:Function", "Wrong", { role: forPipes.outputs.arn }),
    resource("aws:sfn/stateMachine:StateMachine", "Elsewhere", { roleArn: "arn:aws:iam::1:role/other" }),
  );
  await expect(provision(graph, [], services, told)).rejects.toThrow(
    /^Wrong .*: lambda.amazonaws.com cannot assume its role ForPipes; allow sts:AssumeRole to that service in the role's assumeRolePolicy.$/,
  );
});

test("names whose state cannot be taken up, and what to do", () => {
  const restore = () => {
    throw new Error("there is no queue");
  };
  expect(() => restoreAll([emulator({ restore })])).toThrow(
    /left of test cannot be taken up: there is no queue\. --fresh-state starts without .* state save <name>/,
  );
});
