import { OrderListView, OrderView } from "@sourdough/events-schema/http";
import { checkInvariants, openBakery, settle, smallMenu } from "@sourdough/test-kit";
import type { Target } from "./attack.ts";

// The system under attack, in a process of its own that the attack may end: nothing here catches what goes wrong.

/** An order that was answered with 202, and the number of the customer who placed it. */
export type Accepted = readonly [orderId: string, customer: number];
/** What the attacker may ask of the target's process. */
export type Question =
  | { readonly kind: "check"; readonly accepted: readonly Accepted[] }
  | { readonly kind: "stop" };
/** What the process answers, or reports on its own. */
export type Reply =
  | { readonly ready: Target }
  | { readonly checked: readonly string[] }
  | { readonly warned: string };

const reply = (message: Reply) => process.send!(message);

const bakery = await openBakery();
const { outputs, paymentProvider } = bakery;
const { graph, cloud, journal } = bakery.local;
// The page has no other words for it than a 503.
journal.subscribe(({ service, error }) => {
  if (service === "cloudfront" && error) console.error(`CloudFront: ${error.code}: ${error.message}`);
});
const customers = [await bakery.signUp(), await bakery.signUp(), await bakery.signUp({ group: "staff" })];
const [ada, ben, staff] = await Promise.all(customers.map((customer) => customer.token()));

const ofType = (type: string, output: string) =>
  graph.resources.flatMap((resource) => {
    const value = resource.type === type ? resource.outputs[output] : undefined;
    return typeof value === "string" ? [value] : [];
  });
const queueUrls = ofType("aws:sqs/queue:Queue", "url");
const queueArns = ofType("aws:sqs/queue:Queue", "arn");
const topics = ofType("aws:sns/topic:Topic", "arn");
const machines = ofType("aws:sfn/stateMachine:StateMachine", "arn");
const functions = ofType("aws:lambda/function:Function", "name");
const tables = ofType("aws:dynamodb/table:Table", "name");
const dataStreams = ofType("aws:kinesis/stream:Stream", "arn");
const services = [
  "sqs",
  "sns",
  "dynamodb",
  "kinesis",
  "events",
  "states",
  "cognito-idp",
  "lambda",
  "pipes",
  "scheduler",
  "ses",
  "secretsmanager",
  "ssm",
];
const realtimeHost = /_host\/([^/]+)/.exec(outputs.realtimeHttpUrl)![1]!;

// What a system that is in use has loaded is no growth.
await bakery.local.warmUp();
const firstOrders = await Promise.all(Array.from({ length: 20 }, () => customers[0]!.place()));
await Promise.all(firstOrders.map((orderId) => customers[0]!.decided(orderId)));
await bakery.sitesReady();
await bakery.until(
  "the console's page is built",
  async () => (await (await fetch(outputs.consoleUrl)).text()).includes("<script"),
  { timeoutMs: 120_000 },
);

reply({
  ready: {
    webUrl: outputs.webUrl,
    awsEndpoint: outputs.awsEndpoint,
    consoleUrl: outputs.consoleUrl,
    realtimeWsUrl: outputs.realtimeWsUrl,
    realtimeHost,
    stripeUrl: paymentProvider.url,
    hostPaths: [...new Set(JSON.stringify(graph.resources).match(/\/_host\/[a-z0-9.-]+/g) ?? [])],
    storeIds: smallMenu.stores.map(({ storeId }) => storeId),
    skus: smallMenu.products.map(({ sku }) => sku),
    buckets: ofType("aws:s3/bucket:Bucket", "bucket"),
    tokens: [ada!, ben!, staff!],
    known: {
      account: [graph.accountId],
      queueurl: queueUrls,
      queuename: queueUrls.map((url) => url.split("/").at(-1)!),
      topicarn: topics,
      targetarn: topics,
      subscriptionarn: ofType("aws:sns/topicSubscription:TopicSubscription", "arn"),
      endpoint: queueArns,
      sourcearn: queueArns,
      destinationarn: queueArns,
      resourcearn: [...queueArns, ...topics, ...machines, ...dataStreams],
      tablename: tables,
      indexname: ["kitchen"],
      streamarn: [...ofType("aws:dynamodb/table:Table", "streamArn").filter(Boolean), ...dataStreams],
      streamname: ofType("aws:kinesis/stream:Stream", "name"),
      shardid: ["shardId-000000000000", "shardId-000000000001"],
      sharditeratortype: ["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AT_TIMESTAMP"],
      archivename: ofType("aws:cloudwatch/eventArchive:EventArchive", "name"),
      eventsourcearn: ofType("aws:cloudwatch/eventBus:EventBus", "arn"),
      statemachinearn: machines,
      functionname: functions,
      eventbusname: ofType("aws:cloudwatch/eventBus:EventBus", "name"),
      rule: ofType("aws:cloudwatch/eventRule:EventRule", "name"),
      userpoolid: [String(outputs.userPoolId)],
      clientid: [String(outputs.userPoolClientId)],
      username: customers.map(({ email }) => email),
      name: [
        ...ofType("aws:pipes/pipe:Pipe", "name"),
        ...ofType("aws:ssm/parameter:Parameter", "name"),
        "email",
        "sub",
      ],
      pk: ["pk"],
    },
    operations: Object.fromEntries(
      services.map((service) => [service, Object.keys(cloud.emulator(service)?.operations ?? {})]),
    ),
    consumedQueues: queueUrls.filter((url) =>
      /(PlaceOrder|AuthorizePayment|SettlePayment|HandleProviderEvent|Email|Sms)Queue/.test(url),
    ),
  },
});

/** Orders as their customers see them: each that was answered with 202 has its answer, in the shape of the contract. */
const wrongOrders = async (accepted: readonly Accepted[]): Promise<string[]> => {
  const wrong: string[] = [];
  const readAs = async (customer: number, path: string) => {
    const response = await customers[customer]!.request("GET", path);
    return { status: response.status, text: await response.text() };
  };
  for (const [orderId, customer] of accepted) {
    const { status, text } = await readAs(customer, `/orders/${encodeURIComponent(orderId)}`);
    const order = status === 200 ? OrderView.safeParse(JSON.parse(text)) : undefined;
    if (!order?.success) wrong.push(`${orderId} was accepted; GET answers ${status} ${text.slice(0, 300)}`);
    else if (order.data.status === "PENDING") wrong.push(`${orderId} was accepted and is still PENDING.`);
  }
  for (const customer of customers.keys()) {
    const { status, text } = await readAs(customer, "/orders");
    const list = OrderListView.safeParse(JSON.parse(text));
    if (!list.success) wrong.push(`GET /orders answers ${status} ${list.error.message.slice(0, 300)}`);
  }
  return wrong;
};

const check = async (accepted: readonly Accepted[]) => {
  try {
    await settle(bakery, { timeoutMs: 120_000 });
    await checkInvariants(bakery, { attacked: true });
    return await wrongOrders(accepted);
  } catch (error) {
    return (error as Error).message.split("\n");
  }
};

process.on("message", async (question: Question) => {
  if (question.kind === "check") reply({ checked: await check(question.accepted) });
  else {
    await bakery.stop();
    process.disconnect();
  }
});
