import { lastPart } from "../../core/arn.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import { at } from "../../core/values.ts";

export const topicDimensions = (arn: string): readonly Dimensions[] => [{ TopicName: lastPart(arn) }];

/** https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
export const measureTopics =
  (metrics: Metrics): Measure =>
  ({ action, resource, error, input, output }, ended) => {
    if (!ended || error || !action.startsWith("Publish")) return;
    const counters = metrics.of("AWS/SNS", resource, topicDimensions);
    const batch = at(output, "Successful");
    counters.add("NumberOfMessagesPublished", Array.isArray(batch) ? batch.length : 1);
    const message = at(input, "Message");
    if (typeof message === "string") counters.add("PublishSize", message.length, "Bytes");
  };
