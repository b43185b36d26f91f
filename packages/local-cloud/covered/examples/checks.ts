import assert from "node:assert/strict";
import { once } from "node:events";
import { CognitoIdentityProviderClient, SignUpCommand } from "@aws-sdk/client-cognito-identity-provider";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { connectAsync } from "mqtt";
import { WebSocket } from "ws";
import type { Check } from "./running.ts";

interface Checked {
  /** Goes the main way of the app; throws where it is not gone to its end. */
  readonly check: Check;
  readonly secrets?: Readonly<Record<string, string>>;
  /** What must be on the machine beside the app's own packages. */
  readonly needs?: string;
}

const MINUTE = 60_000;

/** What the config declares comes up, and nothing of it can be called. */
const boots: Check = async () => {};

const answers =
  (name: string, text: string | RegExp, path?: string): Check =>
  async ({ get }) =>
    assert.match(await get(name, path), text instanceof RegExp ? text : new RegExp(RegExp.escape(text)));

/** A function with a URL sends what other functions get. */
const leadsTo =
  (name: string, ...handlers: readonly string[]): Check =>
  async ({ get, ran }) => {
    await get(name);
    for (const handler of handlers) await ran(handler);
  };

const both =
  (...checks: readonly Check[]): Check =>
  async (example) => {
    for (const check of checks) await check(example);
  };

const mailed =
  (name: string): Check =>
  async ({ get, happened }) => {
    assert.equal(await get(name), "Sent!");
    await happened("a mail", ({ service, action }) => service === "ses" && action === "SendEmail");
  };

/** Its pages upload by a signed URL; then the newest file is the answer. */
const uploads =
  (name: string): Check =>
  async ({ get }) => {
    const signed = /https?:\/\/[^"\s<]+/.exec(await get(name))?.[0] ?? "";
    const put = await fetch(signed, { method: "PUT", body: "a loaf" });
    assert.equal(put.status, 200, await put.text());
    assert.equal(await get(name, "/latest"), "a loaf");
  };

const put =
  (bucket: string, handler: string): Check =>
  async ({ client, cloud, ran }) => {
    const s3 = new S3Client(client);
    await s3.send(
      new PutObjectCommand({ Bucket: String(cloud.outputs[bucket]), Key: "menu.csv", Body: "rye,400" }),
    );
    await ran(handler);
  };

/** What comes of waiting: minutes pass until it is there. */
const later =
  (next: Check): Check =>
  async (example) => {
    const passing = setInterval(() => example.cloud.clock.advance(MINUTE), 500);
    try {
      await next(example);
    } finally {
      clearInterval(passing);
    }
  };

const ends: Check = ({ happened }) =>
  happened("the execution to end", ({ action }) => action === "EndExecution");

const starts =
  (machine: string): Check =>
  async ({ client, cloud }) => {
    const { arn } = cloud.graph.resources.find(({ name }) => name === `${machine}StateMachine`)!.outputs;
    await new SFNClient(client).send(new StartExecutionCommand({ stateMachineArn: String(arn) }));
  };

/** A durable function that waits for ten seconds. */
const waitsAndEnds = later(({ printed }) => printed("Workflow finished."));

const chats: Check = async ({ cloud }) => {
  const { url } = cloud.graph.links.MyApi as { url: string };
  const socket = new WebSocket(url);
  await once(socket, "open");
  socket.send("hello");
  const [message] = (await once(socket, "message")) as [Buffer];
  assert.equal(message.toString(), "Hey! What is this?");
  socket.close();
};

/** The function that is asked answers with nothing, which Cognito refuses. */
const asksBeforeSignUp =
  (client: string, handler: string): Check =>
  async ({ client: settings, cloud, ran }) => {
    const cognito = new CognitoIdentityProviderClient(settings);
    const ClientId = String(cloud.outputs[client]);
    const signUp = cognito.send(new SignUpCommand({ ClientId, Username: "ann", Password: "Sourdough-1" }));
    await assert.rejects(signUp, { name: "InvalidLambdaResponseException" });
    await ran(handler);
  };

const tokenIn = (output: unknown) => /[?]token=([^\s"\\]+)/.exec(JSON.stringify(output ?? ""))?.[1];

const basic = (user: string, password: string) => ({
  headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` },
});

/** A page of a framework, by its development server. */
/** A message comes back to who sends it. */
const talks: Check = async ({ cloud }) => {
  const { endpoint, authorizer } = cloud.graph.links.MyRealtime as { endpoint: string; authorizer: string };
  const { name, stage } = cloud.graph.app;
  const client = await connectAsync(`ws://${endpoint}/mqtt?x-amz-customauthorizer-name=${authorizer}`, {
    protocolVersion: 5,
    username: "",
    password: "PLACEHOLDER_TOKEN",
  });
  const heard = new Promise((resolve) => client.once("message", (_, text) => resolve(text.toString())));
  const topic = `${name}/${stage}/chat/room1`;
  await client.subscribeAsync(topic, { qos: 1 });
  await client.publishAsync(topic, "hello", { qos: 1 });
  assert.equal(await heard, "hello");
  await client.endAsync();
};

const page = (name: string): Checked => ({ check: answers(name, /<html/i) });

/** The examples of SST whose main way is gone here, by the name of their folder. */
export const checks: Readonly<Record<string, Checked>> = {
  "aws-api": { check: uploads("MyApi") },
  "aws-apig-websocket": { check: chats },
  "aws-apigv1": {
    check: async ({ get }) => {
      assert.equal(await get("MyApi", "/any/path"), "hello world");
      await get("MyApi", "/iam", { status: 403 });
      await get("MyApi", "/token", { status: 401 });
      assert.equal(await get("MyApi", "/token", basic("hello", "world")), "hello world");
    },
  },
  "aws-apigv1-stream": { check: both(answers("api", "Hello World"), answers("api", "World", "/hono")) },
  "aws-astro": page("MyWeb"),
  "aws-astro-container": page("MyService"),
  "aws-aurora-postgres": { check: answers("MyApp", "Hello world!") },
  "aws-base": { check: boots },
  "aws-bucket-lifecycle-rules": { check: boots },
  "aws-bucket-policy": { check: boots },
  "aws-bucket-queue-subscriber": { check: put("bucket", "subscriber.handler") },
  "aws-bucket-subscriber": { check: put("bucket", "subscriber.handler") },
  "aws-bucket-topic-subscriber": { check: put("bucket", "subscriber.handler") },
  "aws-bundle": { check: answers("Function", "foo") },
  "aws-bus": { check: leadsTo("Publisher", "src/receiver.handler") },
  "aws-cognito": { check: asksBeforeSignUp("Client", "index.handler") },
  "aws-copy-files": { check: answers("url", "") },
  "aws-dead-letter-queue": { check: later(leadsTo("app", "subscriber.dlq")) },
  "aws-drizzle-migrations": {
    check: async ({ get }) => {
      assert.equal(await get("MyApi"), "[]");
      await get("MyApi", "", { method: "POST" });
      assert.match(await get("MyApi"), /"title": "Todo"/);
    },
  },
  "aws-dynamo-composite-keys": { check: both(answers("creator", "sent"), answers("reader", "user1")) },
  "aws-dynamo": { check: both(leadsTo("creator", "subscriber.handler"), answers("reader", "Hello")) },
  "aws-efs": { check: answers("MyFunction", '"counter":1') },
  "aws-email": { check: mailed("url") },
  "aws-email-domain": { check: mailed("url") },
  "aws-express": { check: answers("MyService", "Hello World!") },
  "aws-hono": { check: uploads("Hono") },
  "aws-hono-container": { check: answers("MyService", "Hello Hono!") },
  "aws-hono-stream": { check: answers("api", /Hello\s+World/) },
  "aws-iam-permission-boundary": {
    check: both(answers("app", "s3:ListBuckets - success"), answers("app", "sqs:ListQueues - failed")),
  },
  "aws-import": { check: boots },
  "aws-info": {
    check: async ({ cloud }) => assert.match(String(cloud.outputs.account), /^\d{12}$/),
  },
  "aws-kinesis-stream": { check: leadsTo("app", "subscriber.all", "subscriber.filtered") },
  "aws-lambda-cron": { check: later(({ ran }) => ran("cron.handler")) },
  "aws-lambda-hook": { check: answers("MyFunction", "Hello World") },
  "aws-lambda-retry-with-queues": {
    check: later(async ({ get, ran }) => {
      await get("publisher", "", { method: "POST", body: '{"message":"hello"}' });
      await ran("src/bus-subscriber.handler");
      await get("publisher", "", { method: "POST", body: '{"message":"fail"}' });
      await ran("src/retry.handler");
    }),
  },
  "aws-lambda-stream": { check: answers("url", "Hello World") },
  "aws-lambda-trpc-stream": {
    // It fails by chance, one time in two.
    check: async ({ url }) => {
      const answer = await fetch(url("serverUrl", "/getById?input=%7B%22delay%22%3A1%2C%22idx%22%3A1%7D"));
      assert.match(await answer.text(), answer.ok ? /"idx":1/ : /Random failure/);
    },
  },
  "aws-linkable": { check: both(answers("url", ""), ({ printed }) => printed("existing-bucket")) },
  "aws-linkable-env": { check: boots },
  "aws-multi-region": { check: both(answers("east", /Hello from/), answers("west", "us-west-2")) },
  "aws-nextjs": page("MyWeb"),
  "aws-nuxt": page("MyWeb"),
  "aws-policy-pack": { check: boots },
  "aws-postgres": { check: answers("app", "Hello world!") },
  "aws-postgres-shared-parameter-group": { check: boots },
  "aws-pothos-graphql": { check: answers("client", "Jonny") },
  "aws-queue": { check: leadsTo("app", "subscriber.handler") },
  "aws-quota-increase": { check: boots },
  "aws-realtime-nextjs": { check: both(answers("MyWeb", /<html/i), talks) },
  "aws-remix": page("MyWeb"),
  "aws-router": { check: answers("router", "host", "/api/") },
  "aws-router-bucket": { check: answers("image", "<svg") },
  "aws-router-protection": { check: answers("router", "host", "/api") },
  "aws-router-waf": { check: answers("url", "Hello from") },
  "aws-sharp": { check: answers("url", "PNG") },
  "aws-solid": page("MyWeb"),
  "aws-static-site": {
    check: async ({ get }) => {
      assert.match(await get("MySite"), /<html/i);
      await get("MySite", "/nowhere", { status: 404 });
    },
  },
  "aws-static-site-basic-auth": {
    secrets: { USERNAME: "ann", PASSWORD: "rye" },
    check: async ({ get }) => {
      await get("MySite", "/", { status: 401 });
      assert.match(await get("MySite", "/", basic("ann", "rye")), /<html/i);
    },
  },
  "aws-step-functions": { check: later(both(starts("MyStateMachine"), ends)) },
  "aws-step-functions-task-token": { check: both(starts("MyStateMachine"), ends) },
  "aws-svelte-kit": page("MyWeb"),
  "aws-task": { check: answers("MyApp", "RUNNING") },
  "aws-task-cron": { check: later(({ printed }) => printed("The bucket name is")) },
  "aws-topic": {
    check: async ({ get, ran }) => {
      await get("app");
      await ran("subscriber.handler", 2);
    },
  },
  "aws-trpc": { check: answers("client", "Hello Patrick Star!") },
  "aws-vite": { needs: "pnpm", check: answers("Web", '<div id="root">') },
  "aws-workflow": {
    check: async ({ get, happened, printed }) => {
      await get("invoker");
      const { output } = await happened(
        "the address of the callback",
        (hop) => tokenIn(hop.output) !== undefined,
      );
      await get("resolver", `/?token=${tokenIn(output)}`);
      await printed("Sent from the resolver.");
    },
  },
  "aws-workflow-bus": { check: both(leadsTo("publisher"), waitsAndEnds) },
  "aws-workflow-cron": { check: waitsAndEnds },
};
