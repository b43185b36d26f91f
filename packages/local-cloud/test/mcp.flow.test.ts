import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, expect, test } from "vitest";
import { localCloud } from "../src/testing/vitest.ts";
import { appFolder } from "./command-line.ts";

const cli = join(import.meta.dirname, "../src/cli.ts");
const body = `
  const bus = new sst.aws.Bus("Shop");
  const deadLetters = new sst.aws.Queue("BakeDeadLetterQueue");
  const queue = new sst.aws.Queue("BakeQueue", {
    visibilityTimeout: "2 minutes",
    dlq: { queue: deadLetters.arn, retry: 1 },
  });
  queue.subscribe({ handler: "src/shop.bake" });
  bus.subscribeQueue("ToBake", queue, { pattern: { detailType: ["OrderPlaced"] } });
  const email = new sst.aws.Email("Mail", { sender: "shop@example.com" });
  new sst.aws.Function("Greet", { handler: "src/shop.greet", link: [email] });
  const rest = sst.aws.StepFunctions.pass({ name: "Rest" });
  const rise = new sst.aws.StepFunctions("Rise", { definition: rest });
  return { rise: rise.arn };`;
const files = {
  "src/shop.ts": `
    import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
    export const bake = async () => { throw new TypeError("The oven is cold"); };
    export const greet = async (event: { name: string }) => {
      console.log("somebody came: " + event.name);
      await new SESv2Client({}).send(new SendEmailCommand({
        FromEmailAddress: "shop@example.com",
        Destination: { ToAddresses: ["ada@example.com"] },
        Content: { Simple: { Subject: { Data: "Welcome" }, Body: { Text: { Data: "x".repeat(3000) } } } },
      }));
      return { greeting: "Hello " + event.name };
    };`,
  "events.ts": `
    export const events = [{
      source: "shop", detailType: "OrderPlaced", version: 1, description: "Somebody ordered.", personal: [],
      examples: () => [{ data: { orderId: "order-01M8NW0WTC9G6Y4F0Q2JZ7XKBD" } }],
      check: (detail) => (detail?.data?.orderId === undefined ? [{ path: "data.orderId", message: "is missing" }] : []),
    }];`,
  "package.json": JSON.stringify({
    name: "asked",
    private: true,
    type: "module",
    localCloud: { events: "events.ts" },
  }),
};

const app = appFolder("asked", body, { files });
const cloud = localCloud({ root: app });
const clients: Client[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

/** An assistant that started the server as its settings say. */
const connect = async (...options: string[]) => {
  const client = new Client({ name: "test", version: "1.0.0" });
  clients.push(client);
  const where = ["--config", app, "--local-folder", cloud.local.cloud.localFolder];
  const args = [cli, "mcp", ...(options.includes("--config") ? [] : where), ...options];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
  const call = async (name: string, given: Record<string, unknown> = {}) => {
    const { content, isError = false } = await client.callTool({ name, arguments: given });
    const [answer] = content;
    return { isError, text: answer?.type === "text" ? answer.text : "" };
  };
  return {
    client,
    call,
    ask: async (name: string, given?: Record<string, unknown>) => {
      const { isError, text } = await call(name, given);
      expect({ isError, text }).toMatchObject({ isError: false });
      return JSON.parse(text);
    },
    refused: async (name: string, given?: Record<string, unknown>) => {
      const { isError, text } = await call(name, given);
      expect(isError).toBe(true);
      return text;
    },
  };
};

test("has tools that read, and those that write for who allows it", async () => {
  const reader = await connect();
  const writer = await connect("--allow-write");
  const { tools } = await reader.client.listTools();
  const names = tools.map(({ name }) => name);

  expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
  expect((await writer.client.listTools()).tools.map(({ name }) => name)).toEqual([
    ...names,
    "send_event",
    "invoke_function",
    "redrive",
    "move_clock",
  ]);
  await expect(reader.call("move_clock", { milliseconds: 1000 })).rejects.toThrow("move_clock");
});

test("shows why an event came to nothing, and what to do", async () => {
  const { ask } = await connect("--allow-write");
  const { traceId } = await ask("send_event", { detailType: "OrderPlaced" });
  await cloud.until("it is given up", async () => {
    await ask("move_clock", { milliseconds: 2 * 60_000 });
    return (await ask("get_overview")).deadLetters === 1;
  });

  const { items: letters } = await ask("list_dead_letters");
  expect(letters).toMatchObject([
    { queue: cloud.queue("BakeDeadLetterQueue").url.split("/").at(-1), traceId },
  ]);
  const { summary, items: hops } = await ask("get_trace", { id: "order-01M8NW0WTC9G6Y4F0Q2JZ7XKBD" });
  expect(summary).toMatchObject({ traceId, failures: expect.any(Number) });
  const failed = hops.find((hop: { what: string; error?: object }) => hop.what.startsWith("lambda Run"));
  expect(failed).toMatchObject({ error: { code: "TypeError", message: "The oven is cold" } });
  await expect(ask("get_hop", { hopId: failed.hopId })).resolves.toMatchObject({ id: failed.hopId });
  expect(
    (await ask("list_traces", { failed: true })).items.map((one: { traceId: string }) => one.traceId),
  ).toContain(traceId);
  expect((await ask("find", { text: "order-01M8NW0WTC9G6Y4F0Q2JZ7XKBD" })).items).not.toEqual([]);

  await expect(ask("redrive", { queue: letters[0].queue })).resolves.toEqual({ moved: 1 });
  expect((await ask("list_dead_letters")).items).toEqual([]);
});

test("shows logs, mails, executions and event types, long texts cut", async () => {
  const { ask } = await connect("--allow-write");
  await expect(
    ask("invoke_function", { function: "Greet", payload: { name: "Ada" } }),
  ).resolves.toMatchObject({
    result: { greeting: "Hello Ada" },
    failed: false,
  });
  await new SFNClient(cloud.clientConfig).send(
    new StartExecutionCommand({
      stateMachineArn: String(cloud.outputs.rise),
      name: "first",
      input: '{"flour":500}',
    }),
  );
  await cloud.quiet();

  expect((await ask("read_logs", { function: "Greet", text: "Ada" })).items).toMatchObject([
    { level: "INFO", message: "somebody came: Ada" },
  ]);
  const { items: mails } = await ask("list_mails");
  expect(mails).toMatchObject([{ channel: "email", to: ["ada@example.com"], subject: "Welcome" }]);
  await expect(ask("get_mail", { id: mails[0].id })).resolves.toMatchObject({
    text: expect.stringMatching(/^x{2000}… \(1000 characters more\)$/),
  });
  const { items: executions } = await ask("list_executions");
  expect(executions).toMatchObject([{ name: "first", status: "SUCCEEDED" }]);
  await expect(ask("get_execution", { id: executions[0].id })).resolves.toMatchObject({
    execution: { input: { value: { flour: 500 } } },
    items: [{ name: "Rest", status: "SUCCEEDED" }],
  });
  expect((await ask("list_event_types", { detailType: "OrderPlaced" })).items).toMatchObject([
    {
      contract: true,
      source: "shop",
      examples: [{ data: { orderId: "order-01M8NW0WTC9G6Y4F0Q2JZ7XKBD" } }],
      rules: [expect.any(String)],
    },
  ]);
});

test("shows the map in pages, or what is asked for of it", async () => {
  const { ask } = await connect();
  const { items } = await ask("get_map", { kind: "queue" });
  expect(items).toMatchObject([
    {
      name: "BakeQueue",
      file: "sst.config.ts",
      to: expect.arrayContaining([{ name: "BakeDeadLetterQueue", kind: "deadLetter" }]),
    },
  ]);
  expect((await ask("get_map", { name: "greet" })).items.map(({ kind }: { kind: string }) => kind)).toContain(
    "function",
  );
  expect((await ask("list_queues")).items).toHaveLength(2);
  await expect(
    ask("read_queue", { queue: cloud.queue("BakeQueue").url.split("/").at(-1) }),
  ).resolves.toMatchObject({
    total: expect.any(Number),
  });
});

test("says what is wrong with a question", async () => {
  const { refused } = await connect("--allow-write");

  expect(await refused("get_mail", { id: "none" })).toBe("This message is no longer in the mailbox.");
  expect(await refused("send_event", { detailType: "OrderPlaced", detail: {} })).toMatch(
    /\n {2}- .*data\.orderId: is missing/,
  );
  expect(await refused("invoke_function", { function: "Sleep" })).toMatch(
    /^There is no function "Sleep". There are: .*Greet/,
  );
  expect(await refused("get_map", { cursor: "next" })).toContain("is the nextCursor of an answer");
  expect(await refused("get_trace", { id: "x", depth: 3 })).toContain("depth");
});

test("finds the local cloud at each call, and says when there is none", async () => {
  const nowhere = mkdtempSync(join(tmpdir(), "nowhere-"));
  const { refused } = await connect("--config", nowhere);

  expect(await refused("get_overview")).toMatch(/^There is no sst\.config\.ts in .*nowhere-/);
  writeFileSync(join(nowhere, "sst.config.ts"), "");
  expect(await refused("get_overview")).toMatch(
    /^No local cloud runs in .* Start it there with npx sourdough-local/,
  );
});

test("ends when its client goes", async () => {
  const child = spawn(process.execPath, [cli, "mcp", "--config", app], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end();

  expect(await once(child, "close")).toEqual([0, null]);
});
