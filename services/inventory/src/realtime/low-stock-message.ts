const message = '{"topic":"stock","id":"<storeId>","at":"<at>"}';

/** Tells the office that something is running out in a store; what, and how much of it is left, is in the list. */
export const lowStockMessage = {
  paths: { storeId: "$.detail.data.storeId", at: "$.detail.metadata.occurredAt" },
  template: `{"channel": "/office/stock", "events": ["${message.replaceAll('"', '\\"')}"]}`,
};
