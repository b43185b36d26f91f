/** What the office's channel is told: an audit began or ended; what it found, the list tells. */
const auditMessage = (at: string) => ({
  paths: { auditId: "$.detail.data.auditId", at: `$.detail.data.${at}` },
  template:
    '{"channel": "/office/audits", "events": ["{\\"topic\\":\\"audits\\",\\"id\\":\\"<auditId>\\",\\"at\\":\\"<at>\\"}"]}',
});

export const auditStartedMessage = auditMessage("startedAt");
export const auditEndedMessage = auditMessage("completedAt");
