import { z } from "zod";

/** The `RedrivePolicy` attribute of a queue. */
export interface RedrivePolicy {
  readonly text: string | undefined;
  /** ARN of the dead-letter queue; undefined when there is none. */
  readonly toArn: string | undefined;
  readonly maxReceiveCount: number;
}

const policy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

/** Reads the attribute; a text that is no redrive policy means none. */
export const parseRedrivePolicy = (text: string | undefined): RedrivePolicy => {
  const none = { text, toArn: undefined, maxReceiveCount: Number.POSITIVE_INFINITY };
  if (!text) return none;
  try {
    const { deadLetterTargetArn: toArn, maxReceiveCount } = policy.parse(JSON.parse(text));
    return { text, toArn, maxReceiveCount };
  } catch {
    return none;
  }
};
