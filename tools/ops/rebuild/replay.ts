import { setTimeout as pause } from "node:timers/promises";
import {
  CancelReplayCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  type DescribeReplayCommandOutput,
  DescribeRuleCommand,
  IllegalStatusException,
  LimitExceededException,
  ListTargetsByRuleCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge";
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { Target } from "../target.ts";

/** What leads from the archive to the projection. */
export interface Way {
  readonly archiveArn: string;
  readonly busArn: string;
  readonly ruleArn: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** From when on the archive has everything, in milliseconds. */
  readonly keptSince: number;
}

const dayMs = 24 * 3_600_000;

/** Finds the archive, the rule and its queue by their fixed names. */
export const findWay = async (target: Target, projection: string): Promise<Way> => {
  const { events, sqs, stage } = target;
  const [bus, rule] = [`sourdough-${stage}-bus`, `sourdough-${stage}-${projection}`];
  const archive = await events.send(new DescribeArchiveCommand({ ArchiveName: bus }));
  const { Arn: ruleArn } = await events.send(new DescribeRuleCommand({ Name: rule, EventBusName: bus }));
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: rule, EventBusName: bus }));
  const urlOf = async (arn: string) => {
    const QueueName = arn.split(":").at(-1) ?? "";
    return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl!;
  };
  const queueUrl = await urlOf(Targets[0]?.Arn ?? "");
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["RedrivePolicy"] }),
  );
  const { deadLetterTargetArn } = JSON.parse(Attributes?.RedrivePolicy ?? "{}") as {
    deadLetterTargetArn: string;
  };
  const forEver = !archive.RetentionDays;
  const oldest = forEver ? 0 : (await target.now()) - archive.RetentionDays! * dayMs;
  return {
    archiveArn: archive.ArchiveArn!,
    busArn: archive.EventSourceArn!,
    ruleArn: ruleArn!,
    queueUrl,
    deadLetterQueueUrl: await urlOf(deadLetterTargetArn),
    keptSince: Math.max(oldest, archive.CreationTime!.getTime()),
  };
};

/** Messages that wait, are being handled or are held back; AWS says so approximately. */
export const sizeOf = async ({ sqs }: Target, QueueUrl: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
};

const find = async ({ events }: Target, ReplayName: string) =>
  events.send(new DescribeReplayCommand({ ReplayName })).catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  });

const start = async (target: Target, way: Way, ReplayName: string, from: Date): Promise<void> => {
  const request = new StartReplayCommand({
    ReplayName,
    EventSourceArn: way.archiveArn,
    EventStartTime: from,
    EventEndTime: new Date((await target.now()) + 1000),
    Destination: { Arn: way.busArn, FilterArns: [way.ruleArn] },
  });
  await target.events.send(request).catch((error: unknown) => {
    // Somebody else was as fast; or ten others run, and one of them will end.
    if (error instanceof ResourceAlreadyExistsException || error instanceof LimitExceededException) return;
    throw error;
  });
};

const failedOnes = ["FAILED", "CANCELLED"];
const mostAttempts = 5;
/** Replays have names of their own: the next one is after one that failed. */
const nameOf = (name: string, attempt: number) => (attempt === 1 ? name : `${name}-${attempt}`);

/** Ends all replays that were begun by that name. One that is over, or never began, cannot be cancelled. */
export const cancelReplays = async ({ events }: Target, name: string): Promise<void> => {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1)
    await events
      .send(new CancelReplayCommand({ ReplayName: nameOf(name, attempt) }))
      .catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException || error instanceof IllegalStatusException) return;
        throw error;
      });
};

/**
 * Replays to the projection's rule alone, and resolves when that is done: follows a replay of the name that is under way,
 * and begins another one after one that failed. Events may be sent twice so.
 */
export const replay = async (
  target: Target,
  way: Way,
  {
    name,
    from,
    onProgress,
  }: { name: string; from: Date; onProgress: (now: DescribeReplayCommandOutput) => Promise<void> },
): Promise<void> => {
  for (let attempt = 1; ; ) {
    const attemptName = nameOf(name, attempt);
    const found = await find(target, attemptName);
    if (!found) await start(target, way, attemptName, from);
    else if (found.State === "COMPLETED") return onProgress(found);
    else if (!failedOnes.includes(String(found.State))) await onProgress(found);
    else if (attempt === mostAttempts)
      throw new Error(
        `The replay ${attemptName} is ${found.State}: ${found.StateReason ?? "AWS does not say why"}.`,
      );
    else attempt += 1;
    await pause(target.lookEveryMs);
  }
};
