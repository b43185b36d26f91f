import { z } from "zod";

/** The `RedrivePolicy` attribute of a queue. */
export interface RedrivePolicy {
  /** ARN of the dead-letter queue; undefined when there is none. */
  readonly toArn: string | undefined;
  readonly maxReceiveCount: number;
}

const policy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });
const allowPolicy = z
  .strictObject({
    redrivePermission: z.enum(["allowAll", "denyAll", "byQueue"]),
    sourceQueueArns: z.array(z.string()).min(1).max(10).optional(),
  })
  .refine(
    ({ redrivePermission, sourceQueueArns }) => (redrivePermission === "byQueue") === !!sourceQueueArns,
  );

export const MAX_RECEIVE_COUNT = { min: 1, max: 1000 };
const ARN = /^arn:[^:]+:sqs:[^:]+:\d{12}:[\w-]+(\.fifo)?$/;
const NONE: RedrivePolicy = { toArn: undefined, maxReceiveCount: Number.POSITIVE_INFINITY };

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads the attribute; a text that is no redrive policy means none. */
export const parseRedrivePolicy = (text: string | undefined): RedrivePolicy => {
  const { data } = policy.safeParse(text && readJson(text));
  return data ? { toArn: data.deadLetterTargetArn, maxReceiveCount: data.maxReceiveCount } : NONE;
};

/** Why the text is no redrive policy; undefined when it is one. */
export const problemOfRedrivePolicy = (text: string): string | undefined => {
  const given = readJson(text);
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return "Redrive policy is not a valid JSON map.";
  for (const name of ["deadLetterTargetArn", "maxReceiveCount"])
    if (!Object.hasOwn(given, name)) return `Redrive policy does not contain mandatory attribute: ${name}.`;
  if (Object.keys(given).length > 2)
    return "Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].";
  const { deadLetterTargetArn, maxReceiveCount } = given as Record<string, unknown>;
  if (typeof deadLetterTargetArn !== "string" || !ARN.test(deadLetterTargetArn))
    return "Invalid value for deadLetterTargetArn.";
  const count = Number(maxReceiveCount);
  const { min, max } = MAX_RECEIVE_COUNT;
  if (!Number.isInteger(count) || count < min || count > max)
    return `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from ${min} to ${max} both inclusive.`;
  return undefined;
};

/** Why the text is no redrive allow policy; undefined when it is one. */
export const problemOfRedriveAllowPolicy = (text: string): string | undefined =>
  allowPolicy.safeParse(readJson(text)).success
    ? undefined
    : "It must be a JSON map whose redrivePermission is allowAll, denyAll or byQueue; byQueue, and it alone, has 1 to 10 sourceQueueArns.";

/** Whether a dead-letter queue with this redrive allow policy takes messages of the queue. */
export const allowsSource = (text: string | undefined, sourceArn: string): boolean => {
  const { data } = allowPolicy.safeParse(text && readJson(text));
  if (!data || data.redrivePermission === "allowAll") return true;
  return data.sourceQueueArns?.includes(sourceArn) ?? false;
};
