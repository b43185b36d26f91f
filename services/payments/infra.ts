import { pattern } from "@sourdough/events-schema";
import { ruleArn, rulesDeadLetterQueue, ruleToQueue } from "../../infra/event-rule.ts";
import { isSharedStage } from "../../infra/names.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { allowSending, queueWithDeadLetter } from "../../infra/queue.ts";
import { protectData } from "../../infra/shared.ts";
import { consumes } from "./src/consumes.ts";

/** Two steps at the provider of four seconds each, and the ledger. */
const functionTimeoutSeconds = 10;
/** The provider takes 100 requests a second; a message is three at most: https://docs.stripe.com/rate-limits */
const batchSize = 5;
const maximumConcurrency = 6;

/** Money of orders: held, taken, and given back. */
export const payments = () => {
  const paymentsTable = new sst.aws.Dynamo("PaymentsTable", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    stream: "new-image",
    ttl: "ttl",
    deletionProtection: protectData(),
  });
  const stripeSecretKey = new sst.Secret(
    "StripeSecretKey",
    $app.stage === "local" ? "sk_test_sourdough" : undefined,
  );
  const stripeApi = new sst.Linkable("StripeApi", { properties: { url: "https://api.stripe.com" } });

  // A message waits a minute for its next try: the last of them comes after the workflow gave up and the payment is
  // voided, so a card that never answers leaves nothing behind.
  const authorizePayment = queueWithDeadLetter("AuthorizePayment", {
    consumerTimeoutSeconds: functionTimeoutSeconds,
    maxReceiveCount: 8,
  });
  // The money must follow the order, however long the provider is away: an hour, then a person.
  const settlePayment = queueWithDeadLetter("SettlePayment", {
    consumerTimeoutSeconds: functionTimeoutSeconds,
    maxReceiveCount: 60,
  });
  for (const [name, { queue }] of Object.entries({
    AuthorizePayment: authorizePayment,
    SettlePayment: settlePayment,
  })) {
    allowSending(`${name}Queue`, queue, [{ service: "events.amazonaws.com", sourceArns: [ruleArn(name)] }]);
  }

  const consume = (queue: sst.aws.Queue, handler: string) =>
    queue.subscribe(
      {
        handler: `services/payments/src/handlers/${handler}.queue.handler`,
        timeout: `${functionTimeoutSeconds} seconds`,
        // Protects the provider, also from a redrive by hand. Young accounts have no concurrency to reserve.
        ...(isSharedStage() && { concurrency: { reserved: maximumConcurrency } }),
        nodejs: { minify: true, sourcemap: true, plugins: "services/payments/stripe.esbuild.mjs" },
        link: [paymentsTable, stripeSecretKey, stripeApi],
        permissions: [{ actions: ["dynamodb:Query", "dynamodb:PutItem"], resources: [paymentsTable.arn] }],
      },
      {
        batch: { size: batchSize, partialResponses: true },
        transform: {
          eventSourceMapping: (args) => {
            args.scalingConfig = { maximumConcurrency };
          },
        },
      },
    );
  consume(authorizePayment.queue, "authorize-payment");
  consume(settlePayment.queue, "settle-payment");
  outboxRelay("Payments", paymentsTable);

  const deadLetterQueue = rulesDeadLetterQueue("Payments", ["AuthorizePayment", "SettlePayment"]);
  ruleToQueue("AuthorizePayment", {
    pattern: pattern(...consumes.AuthorizePayment),
    queue: authorizePayment.queue,
    deadLetterQueue,
  });
  ruleToQueue("SettlePayment", {
    pattern: pattern(...consumes.SettlePayment),
    queue: settlePayment.queue,
    deadLetterQueue,
  });

  return { paymentsTable: paymentsTable.name };
};
