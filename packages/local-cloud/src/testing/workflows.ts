import type { InputOf, OperationOf, Service } from "../core/aws-operations.ts";
import { createStepFunctionsEmulator } from "../emulators/stepfunctions/emulator.ts";
import { createTestCloud } from "./fake-cloud.ts";
import { provision } from "./provision.ts";
import { type StandIns, standIn } from "./stand-in.ts";

interface Definition {
  StartAt: string;
  States: Record<string, unknown>;
  TimeoutSeconds?: number;
  QueryLanguage?: string;
}

const nobody = { principal: { kind: "root" }, causes: [] } as const;

/** A cloud with Step Functions and whatever services a test makes up: service -> operation -> answer. */
export const createWorkflows = (services: StandIns = {}, cloud = createTestCloud()) => {
  const emulator = createStepFunctionsEmulator(cloud);
  cloud.add(emulator);
  for (const [service, answers] of Object.entries(services)) cloud.add(standIn(service as Service, answers));

  const call = <O extends OperationOf<"states">>(operation: O, input: InputOf<"states", O>) =>
    cloud.call("states", operation, input, nobody);

  const machine = async (
    name: string,
    definition: Definition,
    type: "STANDARD" | "EXPRESS" = "STANDARD",
  ): Promise<string> => {
    const outputs = await provision(cloud, emulator, "aws:sfn/stateMachine:StateMachine", name, {
      name,
      type,
      definition: JSON.stringify({ QueryLanguage: "JSONata", ...definition }),
      roleArn: `arn:aws:iam::000000000000:role/${name}`,
    });
    return outputs.arn!;
  };

  const start = async (stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> =>
    (await call("StartExecution", { stateMachineArn, input: JSON.stringify(input), name })).executionArn!;

  /** Waits for the end, and reads what came out. */
  const end = async (executionArn: string) => {
    await cloud.journal.waitFor((hop) => hop.action === "EndExecution" && hop.resource === executionArn, {
      what: `the end of ${executionArn}`,
    });
    const { output, ...description } = await call("DescribeExecution", { executionArn });
    return { ...description, output: output === undefined ? undefined : (JSON.parse(output) as unknown) };
  };

  /** Resolves when the execution is in the state. */
  const entered = (executionArn: string, state: string) =>
    cloud.journal.waitFor(
      (hop) => hop.action === "EnterState" && hop.resource === executionArn && hop.source === state,
    );

  /** Resolves when nothing but timers and sockets can go on: all that executions do by themselves is done. */
  const idle = () => new Promise((resolve) => setImmediate(resolve));

  /** Runs one definition, or states in their order, from start to end. */
  const run = async (
    states: Definition | Record<string, unknown>,
    input: unknown = {},
    QueryLanguage = "JSONata",
  ) => {
    const definition = { QueryLanguage, ...("States" in states ? (states as Definition) : chain(states)) };
    const arn = await start(await machine(`Machine${(count += 1)}`, definition), input);
    return { arn, ...(await end(arn)) };
  };
  let count = 0;

  const history = async (executionArn: string) =>
    (await call("GetExecutionHistory", { executionArn, maxResults: 1000 })).events!;

  return {
    cloud,
    emulator,
    call,
    machine,
    start,
    end,
    entered,
    idle,
    run,
    history,
    stop: () => cloud.clock.stop(),
  };
};

/** States in the order given, each leading to the next unless it says otherwise. */
const chain = (states: Record<string, unknown>): Definition => {
  const names = Object.keys(states);
  const linked = Object.entries(states).map(([name, state], index) => {
    const own = state as Record<string, unknown>;
    const settled = "Next" in own || "End" in own || ["Choice", "Succeed", "Fail"].includes(String(own.Type));
    const next = names[index + 1];
    return [name, settled ? own : { ...own, ...(next ? { Next: next } : { End: true }) }];
  });
  return { StartAt: names[0]!, States: Object.fromEntries(linked) };
};
