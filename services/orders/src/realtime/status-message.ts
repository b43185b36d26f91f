import type { OrderStatusChangedV2, StoreClosed } from "@sourdough/events-schema";

const paths = (fields: readonly (keyof typeof OrderStatusChangedV2.data.shape)[]) =>
  Object.fromEntries(fields.map((field) => [field, `$.detail.data.${field}`]));

/** What is published on a channel: each message is JSON in a JSON string, hence the escaped quotes. */
const template = (channel: string, message: string) =>
  `{"channel": "${channel}", "events": ["${message.replaceAll('"', '\\"')}"]}`;

const customerChannel = "/orders/<customerId>/<orderId>";
const message = '{"orderId":"<orderId>","status":"<status>","sequence":<sequence>,"at":"<at>"';

/** A change of the status alone. A rule for each shape, since a template has no way to leave out a field. */
export const statusMessage = {
  paths: paths(["customerId", "orderId", "status", "sequence", "at"]),
  template: template(customerChannel, `${message}}`),
};

export const rejectionMessage = {
  paths: paths(["customerId", "orderId", "status", "sequence", "at", "reason"]),
  template: template(customerChannel, `${message},"reason":"<reason>"}`),
};

/** To its sender it is an order that was rejected at once, which their page knows how to show. */
export const idRefusalMessage = {
  paths: paths(["customerId", "orderId", "at"]),
  template: template(
    customerChannel,
    '{"orderId":"<orderId>","status":"REJECTED","sequence":1,"at":"<at>","reason":"id_taken"}',
  ),
};

export const unpaidMessage = {
  paths: paths(["customerId", "orderId", "status", "sequence", "at", "unpaid"]),
  template: template(customerChannel, `${message},"unpaid":<unpaid>}`),
};

const kitchenChannel = "/kitchen/<storeId>";

/** What a kitchen has to do with; an order that is placed or rejected is none of its business. */
export const kitchenMessage = {
  paths: paths(["storeId", "orderId", "status", "sequence", "at"]),
  template: template(kitchenChannel, `${message}}`),
};

export const unpaidKitchenMessage = {
  paths: paths(["storeId", "orderId", "status", "sequence", "at", "unpaid"]),
  template: template(kitchenChannel, `${message},"unpaid":<unpaid>}`),
};

const closing = ["storeId", "closedAt"] as const satisfies (keyof typeof StoreClosed.data.shape)[];

/** To the office: a day was closed. */
export const officeClosingMessage = {
  paths: Object.fromEntries(closing.map((field) => [field, `$.detail.data.${field}`])),
  template: template("/office/closings", '{"topic":"closings","id":"<storeId>","at":"<closedAt>"}'),
};
