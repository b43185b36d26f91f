import { consumers } from "../../infra/consumers.ts";
import { isSharedStage } from "../../infra/names.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { protectData, publishShared } from "../../infra/shared.ts";
import { queueToFunction } from "../../infra/targets/queue.ts";
import { consumes } from "./src/consumes.ts";

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

  const callsProvider = ({ maxReceiveCount }: { maxReceiveCount: number }) =>
    queueToFunction({
      maxReceiveCount,
      // Two steps at the provider of four seconds each, and the ledger.
      timeoutSeconds: 10,
      batchSize,
      maximumConcurrency,
      // Protects the provider, also from a redrive by hand. Young accounts have no concurrency to reserve.
      concurrency: isSharedStage() ? { reserved: maximumConcurrency } : undefined,
      nodejs: { minify: true, sourcemap: true, plugins: "services/payments/stripe.esbuild.mjs" },
      link: [paymentsTable, stripeSecretKey, stripeApi],
      permissions: [{ actions: ["dynamodb:Query", "dynamodb:PutItem"], resources: [paymentsTable.arn] }],
    });
  consumers("Payments", consumes, {
    // A message waits a minute for its next try: the last of them comes after the workflow gave up and the payment is
    // voided, so a card that never answers leaves nothing behind.
    AuthorizePayment: callsProvider({ maxReceiveCount: 8 }),
    // The money must follow the order, however long the provider is away: an hour, then a person.
    SettlePayment: callsProvider({ maxReceiveCount: 60 }),
  });
  outboxRelay("Payments", paymentsTable);

  publishShared("payments-table", paymentsTable.name);
  return { paymentsTable: paymentsTable.name };
};
