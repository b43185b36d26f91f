const message = '{"topic":"imports","id":"<importId>","at":"<at>"}';

/** Tells the office that an import began, got on, or is over; what it has come to is in the list. */
export const importMessage = {
  paths: { importId: "$.detail.data.importId", at: "$.detail.data.at" },
  template: `{"channel": "/office/imports", "events": ["${message.replaceAll('"', '\\"')}"]}`,
};
