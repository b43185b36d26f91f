import { accountId, region } from "../../infra/account.ts";
import { alarm } from "../../infra/alarm.ts";
import { directApi } from "../../infra/api.ts";
import { consumers } from "../../infra/consumers.ts";
import { graph } from "../../infra/dashboard.ts";
import { createFunction } from "../../infra/function.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { deadLetterQueue } from "../../infra/queue.ts";
import { dailyExecutions, scheduleGroup } from "../../infra/schedule.ts";
import { publishShared, shared } from "../../infra/shared.ts";
import { stateMachine } from "../../infra/state-machine.ts";
import { table } from "../../infra/table.ts";
import { toApiDestination } from "../../infra/targets/api-destination.ts";
import { consumes } from "./src/consumes.ts";
import { auditEndedMessage, auditStartedMessage } from "./src/realtime.ts";
import { auditsFound, auditsRefused, listAudits, unavailable } from "./src/routes/list-audits.ts";
import { runAudit } from "./src/workflows/run-audit.ts";

/** When the chain sleeps, by its own clock. */
// Bakeries for tests open past it: packages/test-kit/src/opening.ts.
const nightly = { at: "03:30", timeZone: "Europe/Berlin" };

/** Holds the invariants against what orders, ledger, provider and stock say, every night; reads them, writes none. */
export const audit = () => {
  const auditTable = table("AuditTable", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    stream: "new-image",
  });
  const tables = {
    orders: shared("orders-table"),
    payments: shared("payments-table"),
    inventory: shared("inventory-table"),
    notifications: shared("notifications-table"),
  };
  const tableArn = (name: $util.Output<string>) =>
    $interpolate`arn:aws:dynamodb:${region()}:${accountId()}:table/${name}`;
  const fulfilOrderArn = shared("fulfil-order-arn");
  // Without its alias: what runs may be of any version.
  const fulfilOrder = fulfilOrderArn.apply((arn) => arn.replace(/:live$/, ""));
  // A restricted key of the provider that may read payments and charges.
  const stripeReadKey = new sst.Secret(
    "StripeReadKey",
    $app.stage === "local" ? "sk_test_sourdough" : undefined,
  );
  const audited = new sst.Linkable("Audited", {
    properties: { ...tables, fulfilOrderArn, stage: $app.stage, providerUrl: "https://api.stripe.com" },
  });

  const auditFunction = createFunction("Audit", {
    handler: "services/audit/src/handlers/audit.task.handler",
    timeout: "60 seconds",
    nodejs: { minify: true, sourcemap: true, plugins: "infra/stripe.esbuild.mjs" },
    link: [auditTable, audited, stripeReadKey],
    permissions: [
      {
        actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
        resources: [auditTable.arn],
      },
      {
        actions: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
        resources: [tableArn(tables.orders)],
      },
      { actions: ["dynamodb:Query"], resources: [tableArn(tables.payments)] },
      {
        actions: ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"],
        resources: [tableArn(tables.inventory)],
      },
      { actions: ["dynamodb:BatchGetItem"], resources: [tableArn(tables.notifications)] },
      // One of the two: FulfilOrder is a state machine or a durable function.
      { actions: ["states:ListExecutions"], resources: [fulfilOrder] },
      {
        actions: ["lambda:ListDurableExecutionsByFunction"],
        resources: [fulfilOrder, $interpolate`${fulfilOrder}:*`],
      },
      {
        actions: ["sqs:GetQueueAttributes"],
        resources: [$interpolate`arn:aws:sqs:${region()}:${accountId()}:sourdough-*DeadLetterQueue*`],
      },
      { actions: ["sqs:ListQueues"], resources: ["*"] },
    ],
  });
  const runAuditMachine = stateMachine("RunAudit", {
    type: "STANDARD",
    definition: runAudit<$util.Input<string>>(auditFunction.arn),
    grants: [auditFunction.invoking],
    whenFailed: "Tonight nobody knows whether the invariants hold: mend the cause and redrive the execution.",
  });
  dailyExecutions("RunAudit", runAuditMachine, deadLetterQueue("AuditSchedulesDeadLetterQueue"), [
    { name: "nightly", group: scheduleGroup("Audit", "audits"), ...nightly, input: {} },
  ]);
  outboxRelay("Audit", auditTable);

  const api = directApi("AuditApi", {
    key: "audit-api-url",
    grants: [{ actions: ["dynamodb:Query"], resources: [auditTable.arn] }],
    routes: [
      {
        route: "GET /office/audits",
        signedIn: true,
        action: "dynamodb:action/Query",
        request: auditTable.name.apply(listAudits),
        responses: [
          { status: "200", when: "200", template: auditsFound(nightly) },
          { status: "400", when: "400", template: auditsRefused },
          { status: "503", template: unavailable },
        ],
      },
    ],
  });
  const publishMessage = (message: { paths: Record<string, string>; template: string }) =>
    toApiDestination({ destinationArn: shared("realtime-destination-arn"), ...message });
  consumers("Audit", consumes, {
    AuditStartedMessages: publishMessage(auditStartedMessage),
    AuditEndedMessages: publishMessage(auditEndedMessage),
  });

  graph("Audits", { Audit: ["AuditsPassed", "AuditsFailed"] });
  alarm("audit-differences", "Audit", { dimensions: { service: "Audit" } });

  // For tools/ops.ts, which starts one by hand and watches it.
  publishShared("audit-table", auditTable.name);
  publishShared("run-audit-arn", runAuditMachine.arn);
  return { auditTable: auditTable.name, auditApiUrl: api.url };
};
