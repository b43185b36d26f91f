import type { LocalCloud } from "@sourdough/local-cloud/src/boot/local-cloud.ts";
import type { LocalQueue } from "@sourdough/local-cloud/src/emulators/sqs/local-queue.ts";

export interface Queue {
  /** As in the infrastructure: `PlaceOrderQueue`. */
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly isDeadLetterQueue: boolean;
  /** Messages in it: visible, being handled, and delayed. */
  size(): number;
}

const counts = ["Messages", "MessagesNotVisible", "MessagesDelayed"].map(
  (what) => `ApproximateNumberOf${what}`,
);

/** All queues, looked at without a trace in the journal. */
export const queuesOf = ({ graph, cloud }: LocalCloud): Queue[] =>
  graph.components
    .filter(({ type }) => type === "sst:aws:Queue")
    .map(({ name, urn }) => {
      const resource = graph.resources.find(
        ({ type, parent }) => type === "aws:sqs/queue:Queue" && parent === urn,
      );
      const { arn, url } = resource!.outputs as { arn: string; url: string };
      const queue = cloud.use("queues").get(arn) as LocalQueue;
      return {
        name,
        url,
        arn,
        isDeadLetterQueue: name.endsWith("DeadLetterQueue"),
        size: () => counts.reduce((sum, count) => sum + Number(queue.getAttribute(count)), 0),
      };
    });
