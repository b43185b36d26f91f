import { directApi } from "../../infra/api.ts";
import { consumers } from "../../infra/consumers.ts";
import { graph } from "../../infra/dashboard.ts";
import { createFunction } from "../../infra/function.ts";
import { isSharedStage } from "../../infra/names.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { queueWithDeadLetterQueue } from "../../infra/queue.ts";
import { subscribeFunction } from "../../infra/queue-function.ts";
import { rotated } from "../../infra/rotated.ts";
import { publishShared, shared } from "../../infra/shared.ts";
import { table } from "../../infra/table.ts";
import { toApiDestination } from "../../infra/targets/api-destination.ts";
import { queueToFunction } from "../../infra/targets/queue.ts";
import { toStateMachine } from "../../infra/targets/state-machine.ts";
import { disputes } from "./disputes.infra.ts";
import { officeAttributes } from "./src/adapters/disputes-table.ts";
import { consumes } from "./src/consumes.ts";

import { disputeMessage } from "./src/realtime/dispute-message.ts";
import { keepEvidence } from "./src/workflows/keep-evidence.ts";

/** The provider takes 100 requests a second; a message is three at most: https://docs.stripe.com/rate-limits */
const batchSize = 5;
const maximumConcurrency = 6;
/** Invocations more than its queue begins by itself: a poll that is throttled counts as a receive of its messages. */
const spare = 2;

/** Money of orders: held, taken, and given back. */
export const payments = () => {
  const paymentsTable = table("PaymentsTable", {
    fields: { pk: "string", sk: "string", office: "string", openedAt: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    globalIndexes: {
      office: { hashKey: "office", rangeKey: "openedAt", projection: [...officeAttributes] },
    },
    stream: "new-image",
  });
  const stripeSecretKey = new sst.Secret(
    "StripeSecretKey",
    $app.stage === "local" ? "sk_test_sourdough" : undefined,
  );
  // For the synthetic customer's orders where the key above takes real money; "none" where it takes none.
  const stripeTestKey = new sst.Secret("StripeTestKey", "none");
  const paymentProviderUrl = "https://api.stripe.com";
  const stripeApi = new sst.Linkable("StripeApi", { properties: { url: paymentProviderUrl } });

  // npm run ops -- rotate webhook-secret registers the endpoint with the provider, and keeps its secrets here.
  const webhookSecrets = rotated(
    "webhook-secrets",
    $app.stage === "local" ? '[{"secret":"whsec_sourdough"}]' : "[]",
  );
  const webhookSecretsLink = new sst.Linkable("WebhookSecrets", {
    properties: { parameter: webhookSecrets.name },
  });

  // Protects the provider, also from a redrive by hand. Young accounts have no concurrency to reserve.
  const reserved = (most: number) => (isSharedStage() ? { reserved: most } : undefined);
  const bundledFor = (plugins: string) => ({
    minify: true,
    sourcemap: true,
    plugins: `services/payments/${plugins}.esbuild.mjs`,
  });
  const callsProvider = {
    // Two steps at the provider of four seconds each, and the ledger.
    timeoutSeconds: 10,
    batchSize,
    maximumConcurrency,
    concurrency: reserved(maximumConcurrency + spare),
    nodejs: bundledFor("stripe"),
    link: [paymentsTable, stripeSecretKey, stripeTestKey, stripeApi],
    permissions: [{ actions: ["dynamodb:Query", "dynamodb:PutItem"], resources: [paymentsTable.arn] }],
  };
  consumers("Payments", consumes, {
    // A message waits a minute for its next try: the last of them comes after the workflow gave up and the payment is
    // voided, so a card that never answers leaves nothing behind.
    AuthorizePayment: queueToFunction({ ...callsProvider, maxReceiveCount: 8 }),
    // The money must follow the order, however long the provider is away: an hour, then a person.
    SettlePayment: queueToFunction({ ...callsProvider, maxReceiveCount: 60 }),
    KeepEvidence: toStateMachine({
      rule: "Evidence",
      definition: (deadLetterQueueUrl) =>
        keepEvidence<$util.Input<string>>({ table: paymentsTable.name, deadLetterQueueUrl }),
      grants: [{ actions: ["dynamodb:PutItem"], resources: [paymentsTable.arn] }],
    }),
    OfficeDisputeMessages: toApiDestination({
      destinationArn: shared("realtime-destination-arn"),
      ...disputeMessage,
    }),
  });
  outboxRelay("Payments", paymentsTable);

  const { resolveDispute, routes, grants } = disputes({
    paymentsTable,
    callsProvider: { ...callsProvider, nodejs: bundledFor("disputes") },
  });
  const { queue: providerEvents } = queueWithDeadLetterQueue("HandleProviderEvent", {
    consumerTimeoutSeconds: callsProvider.timeoutSeconds,
    maxReceiveCount: 60,
  });
  subscribeFunction(providerEvents, "services/payments/src/handlers/handle-provider-event.queue.handler", {
    ...callsProvider,
    link: [
      ...callsProvider.link,
      new sst.Linkable("DisputeExecutions", { properties: { arn: resolveDispute.arn } }),
    ],
    permissions: [
      {
        actions: ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        resources: [paymentsTable.arn],
      },
      resolveDispute.starting,
      resolveDispute.answering,
    ],
  });
  const receiveProviderEvent = createFunction("ReceiveProviderEvent", {
    handler: "services/payments/src/handlers/receive-provider-event.http.handler",
    timeout: "5 seconds",
    concurrency: reserved(20),
    nodejs: bundledFor("webhooks"),
    link: [providerEvents, webhookSecretsLink],
    permissions: [
      { actions: ["sqs:SendMessage"], resources: [providerEvents.arn] },
      { actions: ["ssm:GetParameter"], resources: [webhookSecrets.arn] },
    ],
  });
  const api = directApi("PaymentsApi", {
    key: "payments-api-url",
    grants,
    routes,
    functions: [{ route: "POST /webhooks/payments", functionArn: receiveProviderEvent.arn }],
  });

  graph("Money", {
    AuthorizePayment: ["PaymentsAuthorized", "PaymentsDeclined"],
    SettlePayment: ["PaymentsCaptured", "PaymentsVoided", "PaymentsRefunded", "PaymentsLost"],
  });
  graph("What the provider says", {
    ReceiveProviderEvent: ["ProviderEventsReceived", "ProviderEventsIgnored"],
    HandleProviderEvent: ["ProviderEventsHandled", "ProviderEventsRepeated", "PaymentsDisputed"],
  });

  publishShared("payments-table", paymentsTable.name);
  return { paymentsTable: paymentsTable.name, paymentsApiUrl: api.url, paymentProviderUrl };
};
