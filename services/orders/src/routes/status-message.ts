import { OrderStatusChanged, patternWhere } from "@sourdough/events-schema";

const paths = (fields: readonly (keyof typeof OrderStatusChanged.data.shape)[]) =>
  Object.fromEntries(fields.map((field) => [field, `$.detail.data.${field}`]));

/** What is published on the channel: each message is JSON in a JSON string, hence the escaped quotes. */
const template = (message: string) =>
  `{"channel": "/orders/<customerId>/<orderId>", "events": ["${message.replaceAll('"', '\\"')}"]}`;

const message = '{"orderId":"<orderId>","status":"<status>","sequence":<sequence>,"at":"<at>"';

/** A change without a reason. Two rules, since a template has no way to leave out a field that is not there. */
export const statusMessage = {
  pattern: patternWhere(OrderStatusChanged, { reason: [{ exists: false }] }),
  paths: paths(["customerId", "orderId", "status", "sequence", "at"]),
  template: template(`${message}}`),
};

export const rejectionMessage = {
  pattern: patternWhere(OrderStatusChanged, { reason: [{ exists: true }] }),
  paths: paths(["customerId", "orderId", "status", "sequence", "at", "reason"]),
  template: template(`${message},"reason":"<reason>"}`),
};
