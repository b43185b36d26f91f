const message = '{"topic":"disputes","id":"<disputeId>","at":"<at>"}';

/** Tells the office that a dispute began, is due, is answered or closed; how it stands is in the list. */
export const disputeMessage = {
  paths: { disputeId: "$.detail.data.disputeId", at: "$.detail.metadata.occurredAt" },
  template: `{"channel": "/office/disputes", "events": ["${message.replaceAll('"', '\\"')}"]}`,
};
