import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InvokeCommand, type InvokeCommandInput } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { standIn } from "../../testing/stand-in.ts";
import { type Deployment, deploy } from "./fixtures/deploy.ts";
import { eventually } from "./fixtures/eventually.ts";

let lambda: Deployment;
const written: string[] = [];

beforeAll(async () => {
  lambda = await deploy();
  lambda.cloud.add(
    standIn("dynamodb", {
      PutItem: ({ TableName }) => written.push(TableName) && {},
    }),
  );
  lambda.cloud.add(
    standIn("states", { StartSyncExecution: () => ({ status: "SUCCEEDED", output: '"ran"' }) }),
  );
  for (const host of ["api1.execute-api.eu-west-1.amazonaws.com", "bakers.auth.eu-west-1.amazoncognito.com"])
    lambda.cloud.serve({ host, fetch: ({ url }) => new Response(url) });
  for (const name of ["count", "log", "fail", "exit", "reject", "large", "withCallback", "time"])
    await lambda.add(name);
  await lambda.add("echo", { memorySize: 256 });
  await lambda.add("environment", {
    environment: {
      variables: { COLOUR: "blue", SST_KEY: "k", SST_KEY_FILE: "resource.enc", SST_RESOURCE_App: "{}" },
    },
    links: { Table: { name: "orders", type: "sst.aws.Dynamo" } },
  });
  await lambda.add("hang", { timeout: 1 });
  await lambda.add("oldCallback", { handler: "handlers.withCallback", runtime: "nodejs22.x" });
  await lambda.add("reserved", { handler: "handlers.hang", timeout: 1, reservedConcurrentExecutions: 1 });
  await lambda.add("put", { handler: "writer.put" });
  await lambda.add("putAndCallBack", { handler: "writer.putAndCallBack", runtime: "nodejs22.x" });
  for (const name of ["socketsAfterPut", "postGarbage"])
    await lambda.add(name, { handler: `writer.${name}` });
  await lambda.add("startSync", { handler: "writer.startSync" });
  await lambda.add("fetchFromAws", { handler: "writer.fetchFromAws" });
  await lambda.add("missing", { handler: "handlers.nowhere" });
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

const invoke = async (name: string, event: unknown = {}, options: Partial<InvokeCommandInput> = {}) => {
  const answer = await lambda.client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), ...options }),
  );
  const text = answer.Payload?.transformToString();
  return { ...answer, text, json: text ? JSON.parse(text) : undefined };
};

test("answers with what the handler returns, and gives it the Lambda context", async () => {
  const { json, StatusCode, FunctionError, ExecutedVersion } = await invoke("echo", { a: [1, "ü"] });
  expect(StatusCode).toBe(200);
  expect(FunctionError).toBeUndefined();
  expect(ExecutedVersion).toBe("$LATEST");
  expect(json).toMatchObject({
    event: { a: [1, "ü"] },
    arn: "arn:aws:lambda:eu-west-1:000000000000:function:echo",
    memory: "256",
  });
  expect(json.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(json.remaining).toBeGreaterThan(1000);
  expect(json.remaining).toBeLessThanOrEqual(5000);
});

test("has the time of the clock, and no more of it to run in", async () => {
  const { clock } = lambda.cloud;
  await invoke("time");
  clock.advance(3_600_000);
  const before = clock.now();
  const { json } = await invoke("time");

  for (const time of [json.now, json.date]) {
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(clock.now());
  }
  expect(json).toMatchObject({ given: "1970-01-01T00:00:00.000Z", isDate: true });
  expect(json.remaining).toBeGreaterThan(1000);
  expect(json.remaining).toBeLessThanOrEqual(5000);
});

test("finds a function by name, partial ARN, ARN and qualifier, and no other", async () => {
  const arn = "arn:aws:lambda:eu-west-1:000000000000:function:echo";
  for (const name of [arn, "000000000000:function:echo", "echo:$LATEST"])
    expect((await invoke(name)).StatusCode).toBe(200);
  expect((await invoke("echo", {}, { Qualifier: "$LATEST" })).json.arn).toBe(`${arn}:$LATEST`);
  await expect(invoke("nobody")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(invoke("echo:7")).rejects.toThrow(`Function not found: ${arn}:7`);
});

test("runs a function in its own environment with its links, region and endpoint", async () => {
  const { json } = await invoke("environment");
  expect(json).toMatchObject({
    COLOUR: "blue",
    SST_RESOURCE_App: "{}",
    SST_RESOURCE_Table: '{"name":"orders","type":"sst.aws.Dynamo"}',
    AWS_LAMBDA_FUNCTION_NAME: "environment",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    AWS_REGION: "eu-west-1",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_ENDPOINT_URL: lambda.cloud.endpoint,
    _HANDLER: "bundle.environment",
    LAMBDA_TASK_ROOT: join(lambda.cloud.localFolder, "bundles/environment"),
    cwd: join(lambda.cloud.localFolder, "bundles/environment"),
  });
  expect(json._X_AMZN_TRACE_ID).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
  expect(json).not.toHaveProperty("SST_KEY");
  expect(json).not.toHaveProperty("HOME");
});

test("keeps a thread warm between invocations", async () => {
  expect((await invoke("count")).json).toBe(1);
  expect((await invoke("count")).json).toBe(2);
});

test("answers a thrown error in the shape of the Node.js runtime, with the trace in the sources", async () => {
  const { FunctionError, json } = await invoke("fail");
  expect(FunctionError).toBe("Unhandled");
  expect(json).toMatchObject({ errorType: "OutOfStock", errorMessage: "no croissants" });
  expect(json.trace[0]).toBe("OutOfStock: no croissants");
  expect(json.trace[1]).toContain("fixtures/handlers.ts:");
});

test("writes the log of an invocation as Lambda does, to file, journal and answer", async () => {
  const { LogResult } = await invoke("log", { text: "world" }, { LogType: "Tail" });
  const lines = Buffer.from(LogResult!, "base64").toString().trimEnd().split("\n");
  expect(lines[0]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
  expect(lines[1]).toMatch(/^\d{4}-.+Z\t[0-9a-f-]{36}\tINFO\thello world$/);
  expect(lines[2]).toMatch(/\tERROR\tError: logged\r {4}at .*fixtures\/handlers\.ts:\d+:\d+/);
  expect(lines[2]).not.toContain("bundle.mjs");
  expect(lines[3]).toBe("raw");
  expect(lines[4]).toMatch(/^END RequestId: /);
  expect(lines[5]).toMatch(
    /^REPORT RequestId: .+\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: /,
  );
  const [hop] = lambda.cloud.journal.hops(({ action, source }) => action === "Log" && source === "log");
  expect(hop?.output).toEqual(lines);
  await eventually(() => readFileSync(join(lambda.cloud.localFolder, "logs/log.log"), "utf8")).toBe(
    `${lines.join("\n")}\n`,
  );
});

test("reports a process that exits, by itself or after an unhandled rejection", async () => {
  expect((await invoke("exit", { code: 3 })).json).toEqual({
    errorType: "Runtime.ExitError",
    errorMessage: expect.stringMatching(
      /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
    ),
  });
  expect((await invoke("exit", { code: 0 })).json.errorMessage).toContain(
    "Runtime exited without providing a reason",
  );
  expect((await invoke("reject")).json).toMatchObject({
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage: "Error: nobody waits",
  });
});

test("ends an invocation at its timeout", async () => {
  const { json, FunctionError } = await invoke("hang");
  expect(FunctionError).toBe("Unhandled");
  expect(json).toEqual({
    errorType: "Sandbox.Timedout",
    errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1.00 seconds$/),
  });
});

test("throttles beyond the reserved concurrency", async () => {
  const first = invoke("reserved");
  await eventually(() => invoke("reserved").catch((error: Error) => error.name)).toBe(
    "TooManyRequestsException",
  );
  await first;
});

test("refuses callback handlers from Node.js 24 on, and serves them before", async () => {
  expect((await invoke("withCallback")).json.errorType).toBe("Runtime.CallbackHandlerDeprecated");
  expect((await invoke("oldCallback", { a: 1 })).json).toEqual({ event: { a: 1 } });
});

test("names the handler that the bundle does not export", async () => {
  expect((await invoke("missing")).json).toMatchObject({
    errorType: "Runtime.HandlerNotFound",
    errorMessage: "bundle.nowhere is undefined or not exported",
  });
});

test("holds to the payload limits", async () => {
  expect((await invoke("large")).json.errorType).toBe("Function.ResponseSizeTooLarge");
  const big = { text: "x".repeat(1_100_000) };
  expect((await invoke("count", big)).StatusCode).toBe(200);
  await expect(invoke("count", big, { InvocationType: "Event" })).rejects.toMatchObject({
    name: "RequestTooLargeException",
  });
  await expect(invoke("count", {}, { Payload: "{not json" })).rejects.toMatchObject({
    name: "InvalidRequestContentException",
  });
});

test("a dry run only checks that the function is there", async () => {
  expect((await invoke("count", {}, { InvocationType: "DryRun" })).StatusCode).toBe(204);
});

test("calls of a function follow from its invocation, under its role", async () => {
  written.length = 0;
  expect((await invoke("put", { id: "1" })).json).toBe("done");
  expect(written).toEqual(["first", "second"]);
  const run = lambda.cloud.journal.hops(
    ({ action, resource }) => action === "Run" && resource.endsWith(":put"),
  )[0]!;
  const calls = lambda.cloud.journal.hops(
    ({ action, causes }) => action === "PutItem" && causes.includes(run.id),
  );
  expect(calls).toHaveLength(2);
  expect(calls[0]).toMatchObject({ source: "put", traceId: run.traceId });
});

test.each([
  ["before", 1, []],
  ["after", 1, ["first"]],
  ["before", 2, ["first"]],
  ["after", 2, ["first", "second"]],
] as const)("a crash %s call %i ends the invocation there", async (when, index, expected) => {
  written.length = 0;
  const { faults } = lambda.cloud;
  const none = faults.crash;
  faults.crash = (call) => (call.functionName === "put" && call.index === index ? when : undefined);
  try {
    const { json } = await invoke("put", { id: "1" });
    expect(json.errorType).toBe("Runtime.ExitError");
    expect(json.errorMessage).toContain("Runtime exited with error: signal: killed");
  } finally {
    faults.crash = none;
  }
  expect(written).toEqual(expected);
  expect((await invoke("put", { id: "1" })).json).toBe("done");
});

test("permissions are on the function's ARN, with the qualifier when there is one", () => {
  const needed = (FunctionName: string) => lambda.emulator.permissions!("Invoke", { FunctionName });
  const arn = "arn:aws:lambda:eu-west-1:000000000000:function:echo";
  expect(needed("echo")).toEqual([{ action: "lambda:InvokeFunction", resource: arn }]);
  expect(needed(`${arn}:live`)).toEqual([{ action: "lambda:InvokeFunction", resource: `${arn}:live` }]);
});

test("takes calls to the local cloud across without a socket", async () => {
  expect((await invoke("socketsAfterPut")).json).toEqual([]);
  expect(written).toContain("once");
});

test("a call that is under way keeps a function running that has called back", async () => {
  expect((await invoke("putAndCallBack")).json).toBe("done");
  expect(written).toContain("late");
});

test("nothing that a function posts ends the process", async () => {
  for (let number = 0; number < 2; number++) expect((await invoke("postGarbage")).json).toBe("posted");
  expect(lambda.cloud.warnings).toContainEqual(expect.stringMatching(/^A function posted what is no call/));
});

test("keeps calls here that name AWS's own hosts, or prefix the endpoint's", async () => {
  expect((await invoke("startSync")).json).toBe('"ran"');
  expect((await invoke("fetchFromAws")).json).toEqual([
    200,
    "https://api1.execute-api.eu-west-1.amazonaws.com/live/orders?a=b",
    "https://bakers.auth.eu-west-1.amazoncognito.com/oauth2/token",
  ]);
  expect(written).toContain("fetched");
});
