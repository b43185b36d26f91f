import { z } from "zod";
import { parseArn } from "../../core/arn.ts";
import { invalidValue } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueStore } from "./queue-store.ts";

/** The `RedrivePolicy` attribute of a queue. */
export interface RedrivePolicy {
  /** ARN of the dead-letter queue. */
  readonly toArn: string;
  readonly maxReceiveCount: number;
}

const redrivePolicy = z.object({
  deadLetterTargetArn: z.string().refine((arn) => {
    const { service, account = "", kind } = parseArn(arn) ?? {};
    return service === "sqs" && /^\d{12}$/.test(account) && kind === "";
  }),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});
const redriveAllowPolicy = z
  .object({
    redrivePermission: z.enum(["allowAll", "denyAll", "byQueue"]),
    sourceQueueArns: z.array(z.string()).min(1).max(10).optional(),
  })
  .refine(
    ({ redrivePermission, sourceQueueArns }) => (redrivePermission === "byQueue") === !!sourceQueueArns,
  );

const read = <Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Reads the attribute; undefined when it is absent or no redrive policy. */
export const parseRedrivePolicy = (text: string | undefined): RedrivePolicy | undefined => {
  const policy = text ? read(redrivePolicy, text) : undefined;
  return policy && { toArn: policy.deadLetterTargetArn, maxReceiveCount: policy.maxReceiveCount };
};

export const isRedriveAllowPolicy = (text: string): boolean => read(redriveAllowPolicy, text) !== undefined;

/**
 * Rejects a redrive policy that is none, or whose dead-letter queue does not exist, is of the other kind (FIFO or
 * standard), or does not allow the queue as a source.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const checkRedrivePolicy = (
  store: QueueStore,
  { arn, isFifo }: { arn: string; isFifo: boolean },
  text: string,
): void => {
  const refuse = (reason: string) => invalidValue("RedrivePolicy", text, reason);
  const policy = parseRedrivePolicy(text);
  if (!policy)
    throw refuse(
      "A redrive policy is JSON with the ARN of a queue as deadLetterTargetArn and a maxReceiveCount from 1 to 1000.",
    );
  const target = store.byArn(policy.toArn);
  if (!target) throw refuse("Dead letter target does not exist.");
  if (target.isFifo() !== isFifo)
    throw refuse(
      `Dead-letter queue must be same type of queue as the source: ${target.name} is a ${kind(target.isFifo())} queue, the source a ${kind(isFifo)} one.`,
    );
  if (!allows(target, arn)) throw refuse("The dead-letter queue does not allow this queue as a source.");
};

const kind = (isFifo: boolean) => (isFifo ? "FIFO" : "standard");

const allows = ({ attributes }: LocalQueue, sourceArn: string): boolean => {
  const policy = read(redriveAllowPolicy, attributes.RedriveAllowPolicy ?? "");
  if (!policy || policy.redrivePermission === "allowAll") return true;
  return policy.sourceQueueArns?.includes(sourceArn) ?? false;
};
