import { GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { UsageError } from "../../command.ts";
import { allPages, eachOf } from "../pages.ts";
import type { Target } from "../target.ts";
import { isOfStage, type Source, wiringOf } from "./wiring.ts";

/** A queue of what others gave up on. */
export interface DeadLetterQueue {
  /** As in the infrastructure, without `DeadLetterQueue`: `PlaceOrder`. */
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly visible: number;
  readonly inFlight: number;
  /** What gives up into it. */
  readonly sources: readonly Source[];
}

/** `sourdough-local-EmailDeadLetterQueueQueue-ukafmawm` is Email: SST puts a component and chance behind the name. */
const shortName = (physical: string, stage: string) =>
  physical
    .replace(new RegExp(`^sourdough(?:-[a-z]+)?-${stage}-`), "")
    .replace(/Queue-[a-z]+$/, "")
    .replace(/DeadLetterQueue$/, "");

/** All of the stage, found from what is deployed: named so, or named as the place where something gives up. */
export const deadLetterQueues = async (target: Target): Promise<DeadLetterQueue[]> => {
  const { sqs, stage } = target;
  const [wiring, urls] = await Promise.all([
    wiringOf(target),
    allPages(async (NextToken) => {
      const page = await sqs.send(
        new ListQueuesCommand({ QueueNamePrefix: "sourdough-", MaxResults: 1000, NextToken }),
      );
      return { items: page.QueueUrls, next: page.NextToken };
    }),
  ]);
  const ours = urls.filter((url) => isOfStage(url.split("/").at(-1) ?? "", stage));
  const queues = await eachOf(ours, async (url) => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    return { url, arn: Attributes.QueueArn ?? "", attributes: Attributes };
  });
  const all: Source[] = [...wiring];
  for (const { arn, attributes } of queues) {
    if (!attributes.RedrivePolicy) continue;
    const { deadLetterTargetArn } = JSON.parse(attributes.RedrivePolicy) as { deadLetterTargetArn: string };
    all.push({ kind: "queue", name: arn.split(":").at(-1) ?? "", queueArn: deadLetterTargetArn });
  }
  const bySink = Map.groupBy(all, ({ queueArn }) => queueArn);
  return queues
    .filter(({ arn }) => bySink.has(arn) || arn.includes("DeadLetterQueue"))
    .map(({ url, arn, attributes }) => ({
      name: shortName(arn.split(":").at(-1) ?? "", stage),
      url,
      arn,
      visible: Number(attributes.ApproximateNumberOfMessages ?? 0),
      inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      sources: bySink.get(arn) ?? [],
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
};

/** By its name, with or without `DeadLetterQueue`, in whatever case. Throws `UsageError` with the names there are. */
export const findQueue = async (target: Target, name: string): Promise<DeadLetterQueue> => {
  const queues = await deadLetterQueues(target);
  const wanted = name.toLowerCase().replace(/(deadletterqueue|-dlq|dlq)$/, "");
  const found = queues.find((queue) => queue.name.toLowerCase() === wanted);
  if (found) return found;
  const names = queues.map((queue) => queue.name).join(", ");
  throw new UsageError(`Stage ${target.stage} has no dead-letter queue "${name}"; it has ${names}.`);
};
