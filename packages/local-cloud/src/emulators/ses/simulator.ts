export type Outcome = "Delivery" | "Bounce" | "Complaint";

/**
 * What comes of a message for an address of the mailbox simulator. Who complains got it before.
 * https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
const simulated: ReadonlyMap<string, readonly Outcome[]> = new Map([
  ["bounce", ["Bounce"]],
  ["suppressionlist", ["Bounce"]],
  ["complaint", ["Delivery", "Complaint"]],
]);

const simulatedName = (address: string): string | undefined =>
  /(\w+)(?:\+[^@]*)?@simulator\.amazonses\.com>?$/i.exec(address)?.[1]?.toLowerCase();

/** In the order in which they come; everybody who is not of the simulator gets the message. */
export const outcomesOf = (address: string): readonly Outcome[] =>
  simulated.get(simulatedName(address) ?? "") ?? ["Delivery"];

/** Whether SES has the address on its own list of those that bounced. */
export const isSuppressed = (address: string): boolean => simulatedName(address) === "suppressionlist";
