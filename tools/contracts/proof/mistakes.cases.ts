import type { EventContract, Reads } from "@sourdough/events-schema";
import * as z from "zod";
import {
  addVersion,
  both,
  changeEvent,
  type Mistake,
  nextVersion,
  redeclare,
  redefineField,
  remove,
  renameField,
  replace,
  routeWith,
  setProperty,
} from "./mistakes.ts";

export interface Case {
  readonly mistake: string;
  readonly make: Mistake;
  /** What at least one finding says. */
  readonly found: { readonly code: string; readonly resource: string; readonly file: string };
}

type Part = EventContract & Reads;

const orders = "services/orders/infra.ts";
const payments = "services/payments/infra.ts";
const inventory = "services/inventory/infra.ts";
const notifications = "services/notifications/infra.ts";

const found = (code: string, resource: string, file: string) => ({ code, resource, file });
const machine = (
  mistake: string,
  name: string,
  from: string,
  to: string,
  file: string,
  code = "path.missing",
) => ({
  mistake: `${mistake} in ${name}`,
  make: replace(name, from, to),
  found: found(code, name, file),
});

const patterns: Case[] = [
  {
    mistake: "a typo in a detail-type",
    make: replace("AuthorizePaymentRule", "PaymentRequested", "PaymentRequestd"),
    found: found("pattern.impossible", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "a typo in a detail-type, as seen by the consumer",
    make: replace("AuthorizePaymentRule", "PaymentRequested", "PaymentRequestd"),
    found: found("consumer.starved", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "a rule that no event can match",
    make: replace("AuthorizePaymentRule", "PaymentRequested", "PaymentRequestd"),
    found: found("rule.unreachable", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "an event that nobody gets any more",
    make: replace("AuthorizePaymentRule", "PaymentRequested", "PaymentRequestd"),
    found: found("event.unrouted", "PaymentRequested v1", "events-schema/src/orders/payment-requested.v1.ts"),
  },
  {
    mistake: "a wrong source",
    make: replace("MenuItemsRule", "sourdough.inventory", "sourdough.inventry"),
    found: found("pattern.impossible", "MenuItemsRule", orders),
  },
  {
    mistake: "the source of another service",
    make: replace("MenuItemsRule", "sourdough.inventory", "sourdough.orders"),
    found: found("pattern.impossible", "MenuItemsRule", orders),
  },
  {
    mistake: "a version there is not",
    make: replace("StockReservationRule", '"version":[1]', '"version":[2]'),
    found: found("pattern.impossible", "StockReservationRule", inventory),
  },
  {
    mistake: "a pattern for version 1 where the consumer takes version 2 as well",
    make: both(
      addVersion("PaymentRequested"),
      redeclare("AuthorizePayment", (parts) => [
        ...parts,
        ...parts.map((part) => ({ ...nextVersion(part), ...reading(part) }) as Part),
      ]),
    ),
    found: found("consumer.starved", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "a consumer that stayed with version 1",
    make: addVersion("PaymentRequested"),
    found: found("version.old", "AuthorizePayment", "services/payments/src/consumes.ts"),
  },
  {
    mistake: "a pattern that takes an event too many",
    make: replace("AuthorizePaymentRule", '["PaymentRequested"]', '["PaymentRequested","OrderPlaced"]'),
    found: found("consumer.surprised", "AuthorizePaymentRule", payments),
  },
  {
    mistake: "a pattern that takes an event too few",
    make: replace("SettlePaymentRule", ',"OrderCancelled"', ""),
    found: found("consumer.starved", "SettlePaymentRule", payments),
  },
  {
    mistake: "a pattern on a field that is not there",
    make: replace("OrderRejectionMessagesRule", '"reason"', '"reasn"'),
    found: found("path.missing", "OrderRejectionMessagesRule", orders),
  },
  {
    mistake: "a pattern on the absence of a field that is always there",
    make: replace("OrderStatusMessagesRule", '"reason"', '"status"'),
    found: found("pattern.impossible", "OrderStatusMessagesRule", orders),
  },
  {
    mistake: "a pattern for a value that its enum does not have",
    make: replace("KitchenMessagesRule", "COLLECTED", "COLECTED"),
    found: found("pattern.impossible", "KitchenMessagesRule", orders),
  },
  {
    mistake: "a pattern that AWS would refuse",
    make: replace("MenuItemsRule", '"version":[1]', '"version":1'),
    found: found("definition.invalid", "MenuItemsRule", orders),
  },
  {
    mistake: "a rule on a bus of its own",
    make: replace("MenuItemsRule", "sourdough-local-bus", "default"),
    found: found("rule.bus", "MenuItemsRule", orders),
  },
  {
    mistake: "a rule that lost its target",
    make: remove("SettlePaymentTarget"),
    found: found("rule.targetless", "SettlePaymentRule", payments),
  },
  {
    mistake: "a queue that nobody empties",
    make: remove("MenuItemsPipe"),
    found: found("route.deadEnd", "MenuItemsQueue", orders),
  },
];

const filters: Case[] = [
  {
    mistake: "a filter policy for a value that cannot occur",
    make: replace("EmailSubscription", "OrderRejected", "OrderRefused"),
    found: found("pattern.impossible", "EmailSubscription", notifications),
  },
  {
    mistake: "a filter policy on a field that is not there",
    make: replace("SmsSubscription", '"phone"', '"phoneNumber"'),
    found: found("path.missing", "SmsSubscription", notifications),
  },
  {
    mistake: "a filter policy that lets customers without a phone through",
    make: setProperty("SmsSubscription", { filterPolicy: "{}" }),
    found: found("consumer.surprised", "SmsSubscription", notifications),
  },
  {
    mistake: "a filter of a pipe on a queue, with a typo",
    make: setProperty("MenuItemsPipe", {
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: '{"body":{"detail":{"data":{"lited":[true,false]}}}}' }] },
      },
    }),
    found: found("path.missing", "MenuItemsPipe", orders),
  },
  {
    mistake: "a filter of the outbox that lets nothing through",
    make: replace("OrdersOutboxPipe", "outbox", "outbx"),
    found: found("pattern.impossible", "OrdersOutboxPipe", orders),
  },
  {
    mistake: "a filter on a field of the table that is not there",
    make: replace("LowStockPipe", '"onHand"', '"onhand"'),
    found: found("path.missing", "LowStockPipe", inventory),
  },
];

const targets: Case[] = [
  {
    mistake: "an input path that finds nothing",
    make: replace("OrderStatusMessagesTarget", "$.detail.data.at", "$.detail.data.updatedAt"),
    found: found("path.missing", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "a transformer that breaks on a quote",
    make: redefineField("OrderStatusChanged", "customerId", () => z.string().min(1).max(50)),
    found: found("template.invalid", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "a template with a missing brace",
    make: (subject) =>
      replace("KitchenMessagesTarget", '\\"at\\":\\"<at>\\"}', '\\"at\\":\\"<at>\\"')(subject),
    found: found("body.message", "KitchenMessagesTarget", orders),
  },
  {
    mistake: "a template whose own brace is missing",
    make: replace("OrderStatusMessagesTarget", '"]}', '"]'),
    found: found("template.invalid", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "an optional field in a template, without the pattern that wants it",
    make: replace("OrderRejectionMessagesRule", ',"data":{"reason":[{"exists":true}]}', ""),
    found: found("path.optional", "OrderRejectionMessagesTarget", orders),
  },
  {
    mistake: "a channel in a namespace there is not",
    make: replace("OrderStatusMessagesTarget", "/orders/", "/order/"),
    found: found("body.channel", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "a field of the message under a wrong name",
    make: replace("OrderStatusMessagesTarget", '\\"status\\"', '\\"state\\"'),
    found: found("body.message", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "an optional field of the message under a wrong name",
    make: replace("OrderRejectionMessagesTarget", '\\"reason\\"', '\\"reasn\\"'),
    found: found("body.message", "OrderRejectionMessagesTarget", orders),
  },
  {
    mistake: "a placeholder with a typo",
    make: replace("KitchenMessagesTarget", "<sequence>", "<sequnce>"),
    found: found("definition.invalid", "KitchenMessagesTarget", orders),
  },
  {
    mistake: "an input path in front of a function that takes whole events",
    make: setProperty("SettlePaymentTarget", { inputPath: "$.detail" }),
    found: found("input.invalid", "SettlePaymentTarget", payments),
  },
  {
    mistake: "a template of a pipe that reads what is not there",
    make: setProperty("MenuItemsPipe", {
      targetParameters: { inputTemplate: '{"messageId": <$.messageId>, "body": <$.bdy>}' },
    }),
    found: found("path.missing", "MenuItemsPipe", orders),
  },
  {
    mistake: "a template of a pipe that puts JSON between quotes",
    make: setProperty("MenuItemsPipe", {
      targetParameters: { inputTemplate: '{"messageId": <$.messageId>, "body": "<$.body.detail>"}' },
    }),
    found: found("template.invalid", "MenuItemsPipe", orders),
  },
];

const machines: Case[] = [
  machine("a path with a typo", "ProjectMenu", "$item.priceCents", "$item.priceCent", orders),
  machine("a path with a typo", "ReserveStock", "$order.storeId", "$order.storeID", inventory),
  machine("a path with a typo", "SettleReservation", "$event.detail.data", "$event.details.data", inventory),
  machine("a path with a typo", "ResumeFulfilment", "detail.data.replyTo", "detail.data.replyto", orders),
  machine("a path with a typo", "FulfilOrder", "$order.totalCents", "$order.total", orders),
  machine("a path with a typo", "CheckOrder", "order.customerId", "order.customer", orders),
  machine("a path with a typo", "ReportLowStock", "$item.storeId.S", "$item.store.S", inventory),
  machine("a path with a typo", "OrdersRelayOutbox", "detail.S", "details.S", orders),
  machine("a path with a typo", "ChangeOrder", "$states.input.caller", "$states.input.calller", orders),
  machine(
    "a path that only a late failure reaches, with a typo",
    "ReserveStock",
    "$held.status.S = 'REJECTED'",
    "$order.status = 'REJECTED'",
    inventory,
  ),
  machine(
    "a comparison with a detail-type that does not arrive",
    "ResumeFulfilment",
    "= 'StockRejected'",
    "= 'StockRejectd'",
    orders,
    "comparison.impossible",
  ),
  machine(
    "the id of another thing given back",
    "ProjectMenu",
    "$states.input.messageId",
    "$states.input.table",
    orders,
    "answer.invalid",
  ),
  machine(
    "the id of another thing given back",
    "PaymentsRelayOutbox",
    "].eventID",
    "].eventName",
    payments,
    "answer.invalid",
  ),
  machine(
    "an answer under a wrong name",
    "ReserveStock",
    "batchItemFailures",
    "batchItemFailure",
    inventory,
    "answer.invalid",
  ),
  machine(
    "a wrong source in PutEvents",
    "FulfilOrder",
    '"Source":"sourdough.orders"',
    '"Source":"sourdough.order"',
    orders,
    "publish.contract",
  ),
  machine(
    "a field too few in an event that is made",
    "ReportLowStock",
    "'threshold': 5",
    "'limit': 5",
    inventory,
    "publish.contract",
  ),
  machine(
    "a wrong version in an outbox record",
    "ReserveStock",
    "'version': 1",
    "'version': 7",
    inventory,
    "publish.contract",
  ),
  machine(
    "an event there is not",
    "SettleReservation",
    "$outbox('StockReleased'",
    "$outbox('StockFreed'",
    inventory,
    "publish.contract",
  ),
  machine("a bus there is not", "FulfilOrder", "sourdough-local-bus", "sourdough-bus", orders, "publish.bus"),
  machine(
    "a wrong payload for a function",
    "FulfilOrder",
    '"customerId":"{% $order.customerId %}","command"',
    '"customer":"{% $order.customerId %}","command"',
    orders,
    "input.invalid",
  ),
  machine(
    "a variable that nothing assigns",
    "FulfilOrder",
    "$order.currency",
    "$ordr.currency",
    orders,
    "expression.variable",
  ),
  machine(
    "a function there is not",
    "ReserveStock",
    "$substringAfter(",
    "$subStringAfter(",
    inventory,
    "expression.function",
  ),
  machine(
    "a list that is one element when there is one",
    "FulfilOrder",
    "[$order.lines.{'sku': sku, 'quantity': quantity}]",
    "$order.lines.{'sku': sku, 'quantity': quantity}",
    orders,
    "publish.contract",
  ),
  machine(
    "a task token that is not read",
    "ResumeFulfilment",
    '"TaskToken":"{% $states.input.detail.data.replyTo %}"',
    '"TaskToken":""',
    orders,
    "reply.token",
  ),
  {
    mistake: "an optional field put into an item without a guard",
    make: redefineField("MenuItemChanged", "listed", (schema) => schema.optional()),
    found: found("item.invalid", "ProjectMenu", orders),
  },
  {
    mistake: "an optional field put into a text without a guard",
    make: redefineField("MenuItemChanged", "sku", (schema) => schema.optional()),
    found: found("path.optional", "ProjectMenu", orders),
  },
  {
    mistake: "a syntax error in an expression",
    make: replace("ProjectMenu", "$parse($states.input.body)", "$parse($states.input.body"),
    found: found("definition.invalid", "ProjectMenu", orders),
  },
];

const contracts: Case[] = [
  {
    mistake: "a field renamed in the contract, read by a machine",
    make: renameField("StockReservationRequested", "storeId", "shopId"),
    found: found("path.missing", "ReserveStock", inventory),
  },
  {
    mistake: "a field renamed in the contract, read by a template",
    make: renameField("OrderStatusChanged", "at", "changedAt"),
    found: found("path.missing", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "a field renamed in the contract, read by a function",
    make: renameField("PaymentRequested", "amountCents", "totalCents"),
    found: found("path.missing", "AuthorizePayment", "services/payments/src/consumes.ts"),
  },
  {
    mistake: "a field renamed in the contract, written by a machine",
    make: renameField("PaymentRequested", "amountCents", "totalCents"),
    found: found("publish.contract", "FulfilOrder", orders),
  },
  {
    mistake: "an event for outsiders that is no longer marked",
    make: changeEvent("StockLow", { public: undefined } as unknown as Partial<EventContract>),
    found: found("event.unrouted", "StockLow v1", "events-schema/src/inventory/stock-low.v1.ts"),
  },
  {
    mistake: "a consumer that does not say what it reads",
    make: redeclare("ProjectMenu", () => undefined),
    found: found("consumer.undeclared", "ProjectMenu", orders),
  },
  {
    mistake: "a consumer that says too little",
    make: redeclare("ProjectMenu", (parts) => parts.map((part) => ({ ...part, reads: ["sku", "listed"] }))),
    found: found("reads.undeclared", "ProjectMenu", "services/orders/src/consumes.ts"),
  },
  {
    mistake: "a consumer that says too much",
    make: redeclare("ProjectMenu", (parts) =>
      parts.map((part) => ({ ...part, reads: [...part.reads, "allergens"] })),
    ),
    found: found("reads.unused", "ProjectMenu", "services/orders/src/consumes.ts"),
  },
  {
    mistake: "a consumer whose function is gone",
    make: remove("EmailQueueSubscriberHbwbnhFunctionFunction"),
    found: found("consumer.unknown", "SendEmail", "services/notifications/src/consumes.ts"),
  },
];

const reading = ({ reads, having, lacking, among }: Part): Reads => ({ reads, having, lacking, among });

const gateway = (mistake: string, marker: string, from: string, to: string, code: string): Case => ({
  mistake,
  make: (subject) => replace(routeWith(subject, marker), from, to)(subject),
  found: found(code, "OrdersApi", orders),
});
const placing = "Action=SendMessage";

const gateways: Case[] = [
  gateway(
    "a claim with a typo in a request template",
    placing,
    "claims.phone_number",
    "claims.phone_nubmer",
    "path.missing",
  ),
  gateway(
    "a field of the message under a wrong name",
    placing,
    '"requestedAt"',
    '"receivedAt"',
    "input.invalid",
  ),
  gateway(
    "a path into the body that finds nothing",
    placing,
    "$input.json('$')",
    "$input.json('$.order')",
    "path.missing",
  ),
  gateway(
    "a text that is not escaped",
    placing,
    String.raw`$util.urlEncode($util.escapeJavaScript($context.authorizer.claims.email).replaceAll("\\'", "'"))`,
    "$context.authorizer.claims.email",
    "input.invalid",
  ),
  gateway(
    "a missing brace in a request template",
    placing,
    '"data":{"orderId"',
    '"data":"orderId"',
    "input.invalid",
  ),
];

export const cases: readonly Case[] = [
  ...patterns,
  ...filters,
  ...targets,
  ...machines,
  ...contracts,
  ...gateways,
];
