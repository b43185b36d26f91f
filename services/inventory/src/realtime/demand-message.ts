const template = (channel: string, message: string) =>
  `{"channel": "${channel}", "events": ["${message.replaceAll('"', '\\"')}"]}`;

/** Tells a store's shop what is popular right now. */
export const popularMessage = {
  paths: {
    storeId: "$.detail.data.storeId",
    popular: "$.detail.data.popular",
    at: "$.detail.data.at",
  },
  template: template("/shop/<storeId>", '{"storeId":"<storeId>","skus":"<popular>","at":"<at>"}'),
};

/** Tells the office that a minute of a store was counted; what was in it, the list says. */
export const demandMessage = {
  paths: { storeId: "$.detail.data.storeId", at: "$.detail.data.at" },
  template: template("/office/demand", '{"topic":"demand","id":"<storeId>","at":"<at>"}'),
};
