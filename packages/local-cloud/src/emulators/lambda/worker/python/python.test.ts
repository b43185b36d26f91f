import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, test as everyTest, expect } from "vitest";
import { hasPython } from "../../../../testing/python.ts";
import { type Deployment, deploy } from "../../fixtures/deploy.ts";

const test = everyTest.skipIf(!hasPython);
const root = join(import.meta.dirname, "../../fixtures");
const runtime = "python3.12";
let lambda: Deployment;

beforeAll(async () => {
  lambda = await deploy({ watch: false });
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

const added = new Set<string>();
const invoke = async (name: string, event: object = {}, settings: Record<string, unknown> = {}) => {
  const [module, handler = module] = name.includes(".") ? name.split(".") : ["api", name];
  const functionName = `${module}-${handler}-${Object.keys(settings).join("-")}`;
  if (!added.has(functionName))
    await lambda.add(functionName, {
      root,
      handler: `python/src/bakery/${module}.${handler}`,
      runtime,
      timeout: 20,
      ...settings,
    });
  added.add(functionName);
  const answer = await lambda.client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: Buffer.from(JSON.stringify(event)),
      LogType: "Tail",
      ClientContext: Buffer.from('{"custom":{"shop":"main"}}').toString("base64"),
    }),
  );
  return {
    failed: answer.FunctionError !== undefined,
    value: JSON.parse(answer.Payload!.transformToString()),
    lines: Buffer.from(answer.LogResult!, "base64").toString().split("\n"),
  };
};

test("calls the handler with event and context, in one process while it is warm", async () => {
  const event = { kind: "rye", grün: "ß" };
  const { value } = await invoke("echo", event);
  expect(value).toEqual({
    event,
    calls: 1,
    requestId: expect.stringMatching(/^[\w-]{36}$/),
    arn: "arn:aws:lambda:eu-west-1:000000000000:function:api-echo-",
    memory: "128",
    remaining: expect.any(Number),
    client: { shop: "main" },
    price: 2.5,
  });
  expect(value.remaining).toBeGreaterThan(0);
  expect((await invoke("echo")).value.calls).toBe(2);
});

test("gives it Lambda's environment, its own, and what is linked", async () => {
  const { value } = await invoke(
    "environment",
    {},
    { environment: { variables: { GREETING: "hi" } }, links: { Oven: { name: "big" } } },
  );
  expect(value).toEqual({
    _HANDLER: "bakery/api.environment",
    AWS_EXECUTION_ENV: "AWS_Lambda_python3.12",
    AWS_REGION: "eu-west-1",
    SST_RESOURCE_Oven: '{"name":"big"}',
    GREETING: "hi",
    path: true,
  });
});

test("logs what it prints and what it logs, in order and before its report", async () => {
  const { lines } = await invoke("log", { name: "Ada" });
  expect(lines.slice(1, 5)).toEqual([
    "printed",
    expect.stringMatching(/^\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z\t[\w-]{36}\thello Ada\ragain$/),
    "to stderr",
    "without an end",
  ]);
  expect(lines.at(-2)).toMatch(/^REPORT RequestId.*Max Memory Used: [1-9]/);
});

test("logs in JSON when the function is configured so", async () => {
  const { lines } = await invoke("log", { name: "Ada" }, { loggingConfig: { logFormat: "JSON" } });
  expect(lines.filter((line) => line.includes("hello")).map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: "INFO", message: "hello Ada\nagain", logger: "bakery.api" }),
  ]);
});

test.each([
  ["fail", "ValueError", "no dough"],
  ["unserializable", "Runtime.MarshalError", "Unable to marshal response: Object of type TextIOWrapper"],
  ["large", "Function.ResponseSizeTooLarge", "Response payload size exceeded"],
  ["missing", "Runtime.HandlerNotFound", "Handler 'missing' missing on module 'bakery/api'"],
  ["unimportable.handler", "Runtime.ImportModuleError", "Unable to import module 'bakery/unimportable'"],
  ["unreadable.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'bakery/unreadable'"],
])("%s is a %s", async (name, errorType, message) => {
  const { failed, value, lines } = await invoke(name);
  expect([failed, value.errorType]).toEqual([true, errorType]);
  expect(value.errorMessage).toContain(message);
  expect(lines.join("\n")).toContain(`[ERROR] ${errorType}: ${message}`);
});

test("an error has the trace of the sources, without the runtime's own frames", async () => {
  const { value } = await invoke("fail");
  expect(value.stackTrace).toEqual([
    expect.stringContaining(`File "${root}/python/src/bakery/api.py"`),
    expect.stringContaining(`File "${root}/python/src/bakery/oven.py", line 3, in bake`),
  ]);
  expect((await invoke("fail", { name: "rye" })).value).toBe("rye bread");
});

test.each([
  [0, "Runtime exited without providing a reason"],
  [3, "Runtime exited with error: exit status 3"],
])(
  "a handler that ends its process with %i fails, and the next invocation has another",
  async (code, why) => {
    const { value } = await invoke("leave", { code });
    expect(value).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining(why),
    });
  },
);

test("a handler that takes too long is ended", async () => {
  const { value, lines } = await invoke("hang", {}, { timeout: 1 });
  expect(value).toMatchObject({ errorType: "Sandbox.Timedout" });
  expect(lines).toContain("begun");
});

test("says what is missing where no Python starts", async () => {
  const { PATH } = process.env;
  process.env.PATH = "/nowhere";
  try {
    const { value } = await invoke("echo", {}, { environment: { variables: { EMPTY: "1" } } });
    expect(value).toMatchObject({
      errorType: "Runtime.InterpreterMissing",
      errorMessage: expect.stringContaining("python3 does not start, and functions of python3.12 need it"),
    });
  } finally {
    process.env.PATH = PATH;
  }
});

test("runs what a changed module says, and ends its processes when the cloud stops", async () => {
  const folder = mkdtempSync(join(tmpdir(), "python-"));
  const write = (word: string) =>
    writeFileSync(
      join(folder, "api.py"),
      `import os\ndef handler(event, context):\n    return ["${word}", os.getpid()]\n`,
    );
  write("before");
  const watched = await deploy();
  await watched.add("watched", { root: folder, handler: "api.handler", runtime, timeout: 20 });
  await watched.emulator.start?.();
  const ask = async (): Promise<[string, number]> => {
    const { Payload } = await watched.client.send(new InvokeCommand({ FunctionName: "watched" }));
    return JSON.parse(Payload!.transformToString());
  };
  expect((await ask())[0]).toBe("before");
  write("afterwards");
  await expect.poll(async () => (await ask())[0]).toBe("afterwards");
  const [, pid] = await ask();
  await watched.stop();
  const isThere = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isThere).toBe(false);
});

test("refuses a handler that is not there", async () => {
  const adding = lambda.add("nobody", { root, handler: "python/src/bakery/nobody.handler", runtime });
  await expect(adding).rejects.toThrow(/handler not found: python\/src\/bakery\/nobody.handler .*nobody\.py/);
});
