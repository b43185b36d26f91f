import {
  GetDurableExecutionCommand,
  InvokeCommand,
  LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createIam } from "../../../iam/index.ts";
import { provision } from "../../../testing/provision.ts";
import { createSqsEmulator } from "../../sqs/emulator.ts";
import { createStepFunctionsEmulator } from "../../stepfunctions/emulator.ts";
import { type Deployment, deploy } from "../fixtures/deploy.ts";
import { eventually } from "../fixtures/eventually.ts";
import { executionsOf } from "./durable.fixture.ts";

const ROLE = "arn:aws:iam::000000000000:role/test";
const root = { principal: { kind: "root" }, causes: [] } as const;
const arnOf = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:000000000000:${rest}`;
let lambda: Deployment;

const add = (name: string, executionTimeout: number, inputs: object = {}) =>
  lambda.add(name, {
    handler: `durable.${name}`,
    publish: true,
    timeout: 60,
    durableConfig: { executionTimeout },
    ...inputs,
  });

beforeEach(async () => {
  lambda = await deploy({ watch: false });
});
afterEach(() => lambda.stop());

test("whoever waits for an execution gets its result, over waits too, or its error", async () => {
  await add("waits", 900);
  await add("fails", 900);
  await lambda.emulator.start?.();
  const invoke = (name: string, DurableExecutionName?: string) =>
    lambda.client.send(new InvokeCommand({ FunctionName: name, Qualifier: "1", DurableExecutionName }));
  const answer = invoke("waits", "noon");
  await lambda.cloud.journal.waitFor(
    ({ action, durationMs }) => action === "Run" && durationMs !== undefined,
  );
  const again = invoke("waits", "noon");
  const { advance, ended } = executionsOf(lambda);
  const listed = await lambda.client.send(
    new ListDurableExecutionsByFunctionCommand({ FunctionName: "waits", Statuses: ["RUNNING", "FAILED"] }),
  );
  expect(listed.DurableExecutions).toHaveLength(1);
  const arn = listed.DurableExecutions![0]!.DurableExecutionArn!;
  // An hour is more than it may take, so it ends as timed out for both.
  await advance(arn, 3_600_000, 1);
  for (const one of [await answer, await again]) {
    expect(one).toMatchObject({ StatusCode: 200, FunctionError: "Unhandled", DurableExecutionArn: arn });
    expect(JSON.parse(one.Payload!.transformToString())).toMatchObject({
      errorMessage: expect.stringContaining("timed out"),
    });
  }
  expect((await ended(arn)).Status).toBe("TIMED_OUT");
  const failed = await invoke("fails");
  expect(failed.FunctionError).toBe("Unhandled");
  expect(JSON.parse(failed.Payload!.transformToString())).toMatchObject({
    errorType: "TypeError",
    errorMessage: "no dough",
  });
});

test("an asynchronous execution that fails is not tried again, and leaves its event", async () => {
  const sqs = createSqsEmulator(lambda.cloud);
  lambda.cloud.add(sqs);
  await provision(lambda.cloud, sqs, "aws:sqs/queue:Queue", "lost", { name: "lost" });
  const lost = arnOf("sqs", "lost");
  await add("fails", 900, { deadLetterConfig: { targetArn: lost } });
  await lambda.provision("aws:lambda/alias:Alias", "live", {
    name: "live",
    functionName: "fails",
    functionVersion: "1",
  });
  await lambda.provision("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "config", {
    functionName: "fails",
    qualifier: "live",
    destinationConfig: { onFailure: { destination: lost } },
  });
  await lambda.emulator.start?.();
  const { ExecutedVersion, DurableExecutionArn } = await lambda.client.send(
    new InvokeCommand({
      FunctionName: "fails:live",
      InvocationType: "Event",
      Payload: '{"order":1}',
      DurableExecutionName: "monday",
    }),
  );
  expect({ ExecutedVersion, DurableExecutionArn }).toEqual({
    ExecutedVersion: "1",
    DurableExecutionArn: expect.stringMatching(/:function:fails:1\/durable-execution\/monday\//),
  });
  const sends = () => lambda.cloud.journal.hops(({ action }) => action === "SendMessage");
  await eventually(sends).toHaveLength(2);
  lambda.cloud.clock.advance(600_000);
  expect(lambda.cloud.journal.hops(({ action }) => action === "Run")).toHaveLength(1);
  const [event, record] = sends().map(({ input }) => (input as { MessageBody: string }).MessageBody);
  expect(event).toBe('{"order":1}');
  expect(JSON.parse(record!)).toMatchObject({
    requestContext: { functionArn: arnOf("lambda", "function:fails:live") },
    requestPayload: { order: 1 },
    responsePayload: { errorType: "TypeError", errorMessage: "no dough" },
  });
});

test("an event source mapping waits for executions, which may not take longer than an invocation", async () => {
  const sqs = createSqsEmulator(lambda.cloud);
  lambda.cloud.add(sqs);
  await provision(lambda.cloud, sqs, "aws:sqs/queue:Queue", "orders", { name: "orders" });
  await add("steps", 901);
  await add("nested", 60);
  const map = (functionName: string) =>
    lambda.provision("aws:lambda/eventSourceMapping:EventSourceMapping", `Map${functionName}`, {
      eventSourceArn: arnOf("sqs", "orders"),
      functionName,
    });
  await expect(map("steps:1")).rejects.toThrow(
    "MapSteps:1: You cannot synchronously invoke".replace("S", "s"),
  );
  await expect(map("nested")).rejects.toThrow(
    "You cannot invoke a durable function using an unqualified ARN",
  );
  await map(arnOf("lambda", "function:nested:1"));
  await lambda.emulator.start?.();
  const QueueUrl = `${lambda.cloud.endpoint}/000000000000/orders`;
  await lambda.cloud.call("sqs", "SendMessage", { QueueUrl, MessageBody: "{}" }, root);
  const hops = (action: string) => lambda.cloud.journal.hops((hop) => hop.action === action);
  const ended = ({ durationMs }: { durationMs?: number }) => durationMs !== undefined;
  await eventually(() => hops("Run").filter(ended)).toHaveLength(1);
  expect(hops("DeleteMessage")).toEqual([]);
  lambda.cloud.clock.advance(60_000);
  await eventually(() => hops("EndDurableExecution")).toHaveLength(1);
});

test("a state machine answers a callback, with an object or with text", async () => {
  const states = createStepFunctionsEmulator(lambda.cloud);
  lambda.cloud.add(states);
  const machine = await provision(lambda.cloud, states, "aws:sfn/stateMachine:StateMachine", "Resume", {
    name: "Resume",
    type: "EXPRESS",
    roleArn: ROLE,
    definition: JSON.stringify({
      QueryLanguage: "JSONata",
      StartAt: "Succeed",
      States: {
        Succeed: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:lambda:sendDurableExecutionCallbackSuccess",
          Arguments: { CallbackId: "{% $states.input.id %}", Result: "{% $states.input.result %}" },
          Catch: [{ ErrorEquals: ["Lambda.CallbackTimeoutException"], Next: "Late" }],
          End: true,
        },
        Late: { Type: "Pass", Output: "late", End: true },
      },
    }),
  });
  await add("approval", 3600);
  await lambda.emulator.start?.();
  const { start, history, until, ended } = executionsOf(lambda);
  const resume = async (id: string, result: unknown) => {
    const { output } = await lambda.cloud.call(
      "states",
      "StartSyncExecution",
      { stateMachineArn: machine.arn, input: JSON.stringify({ id, result }) },
      root,
    );
    return output;
  };
  for (const result of [{ approved: true }, "approved"]) {
    const arn = await start("approval", {});
    await until(arn, "InvocationCompleted");
    const events = await history(arn);
    const { CallbackId } = events.find(({ CallbackStartedDetails }) => CallbackStartedDetails)!
      .CallbackStartedDetails!;
    expect(await resume(CallbackId!, result)).toBe("{}");
    const answer = typeof result === "string" ? result : JSON.stringify(result);
    expect(JSON.parse((await ended(arn)).Result!)).toEqual({ answer });
    expect(await resume(CallbackId!, result)).toBe('"late"');
  }
});

test("each operation needs its permission, on the execution", async () => {
  const iam = createIam(lambda.cloud);
  lambda.cloud.guard(iam);
  const grant = (role: string, Action: string[], Resource: string) =>
    iam.provision?.["aws:iam/rolePolicy:RolePolicy"]?.({
      type: "aws:iam/rolePolicy:RolePolicy",
      name: role,
      urn: role,
      id: role,
      inputs: { role, policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }) },
      outputs: {},
    });
  await add("approval", 3600);
  await add("steps", 3600, { role: "arn:aws:iam::000000000000:role/nothing" });
  await lambda.emulator.start?.();
  void grant("test", ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"], "*");
  const { start, until, history, ended } = executionsOf(lambda);

  // The function's own role may not even checkpoint, so its execution fails.
  expect(await ended(await start("steps", {}))).toMatchObject({
    Status: "FAILED",
    Error: { ErrorMessage: expect.stringContaining("lambda:CheckpointDurableExecution") },
  });

  const arn = await start("approval", {});
  await until(arn, "InvocationCompleted");
  const { CallbackId } = (await history(arn)).find(({ CallbackStartedDetails }) => CallbackStartedDetails)!
    .CallbackStartedDetails!;
  const as = (role: string) =>
    new LambdaClient({
      endpoint: lambda.cloud.endpoint,
      region: lambda.cloud.region,
      credentials: lambda.cloud.issueCredentials({
        principal: { kind: "role", arn: `arn:aws:iam::000000000000:role/${role}` },
        causes: () => [],
      }),
    });
  const actions = ["GetDurableExecution", "StopDurableExecution", "SendDurableExecutionCallbackSuccess"];
  const allowed = actions.map((action) => `lambda:${action}`);
  void grant("unqualified", allowed, arnOf("lambda", "function:approval"));
  void grant("staff", allowed, arnOf("lambda", "function:approval:*"));
  const commands = [
    new GetDurableExecutionCommand({ DurableExecutionArn: arn }),
    new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "1" }),
    new StopDurableExecutionCommand({ DurableExecutionArn: arn }),
  ];
  const send = (client: LambdaClient, command: (typeof commands)[number]) => client.send(command as never);
  for (const role of ["nobody", "unqualified"])
    for (const command of commands)
      await expect(send(as(role), command)).rejects.toMatchObject({ name: "AccessDeniedException" });
  for (const command of commands) await send(as("staff"), command);
});

test("a function URL waits for an execution, and says so where nobody may wait", async () => {
  await add("steps", 60);
  await add("nested", 901);
  const serve = async (name: string) => {
    const { functionUrl } = await lambda.provision("aws:lambda/functionUrl:FunctionUrl", `${name}Url`, {
      functionName: name,
      qualifier: "1",
      authorizationType: "NONE",
    });
    return lambda.cloud.hosts.get(new URL(functionUrl!).host)!;
  };
  const [quick, long] = [await serve("steps"), await serve("nested")];
  await lambda.emulator.start?.();
  const ask = async (host: typeof quick) => host.fetch(new Request("https://any/"), { causes: [] });
  const answer = await ask(quick);
  expect(await answer.json()).toMatchObject({ first: expect.stringContaining("hello") });
  const refused = await ask(long);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({ Message: expect.stringContaining("cannot synchronously invoke") });
});
