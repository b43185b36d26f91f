import type { Measure, Metrics } from "../../core/metrics.ts";
import { at } from "../../core/values.ts";
import { outcomesOf } from "./simulator.ts";

/** Of the account in the region. */
const ofAccount = () => [{}];

/**
 * Rates are of all that was sent so far; SES takes "a representative volume", and says of how much only to who asks.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-cloudwatch.html
 */
export const measureSends = (metrics: Metrics): Measure => {
  const counts = { Send: 0, Delivery: 0, Bounce: 0, Complaint: 0 };
  return ({ action, input, error }, ended) => {
    if (action !== "SendEmail" || !ended || error) return;
    const counters = metrics.of("AWS/SES", "account", ofAccount);
    const count = (metric: keyof typeof counts) => {
      counts[metric]++;
      counters.add(metric, 1);
    };
    const destination = at(input, "Destination") as Record<string, string[]>;
    for (const address of Object.values(destination ?? {}).flat()) {
      count("Send");
      outcomesOf(address).forEach(count);
    }
    counters.add("Reputation.BounceRate", counts.Bounce / counts.Send, "None");
    counters.add("Reputation.ComplaintRate", counts.Complaint / counts.Send, "None");
  };
};
