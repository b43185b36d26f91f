import type { Journal } from "../../../core/journal.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html says approximately 16. */
export const MAX_LOOPS = 16;

/** The services through which Lambda follows a chain of requests; S3 is not emulated here. */
const FOLLOWED = new Set(["lambda", "sns", "sqs"]);

/**
 * How often the function ran already in the chain of requests that led to these hops. That a message is tried again
 * makes its chain no longer.
 */
export const loopsOf = (
  journal: Pick<Journal, "hop">,
  functionArn: string,
  causes: readonly number[],
): number => {
  const known = new Map<number, number>();
  const upTo = (id: number): number => {
    const before = known.get(id);
    if (before !== undefined) return before;
    known.set(id, 0);
    const hop = journal.hop(id);
    if (!hop || !FOLLOWED.has(hop.service) || hop.action === "FailMessage") return 0;
    const own = hop.action === "Run" && hop.resource === functionArn ? 1 : 0;
    const loops = own + Math.max(0, ...hop.causes.map(upTo));
    known.set(id, loops);
    return loops;
  };
  return Math.max(0, ...causes.map(upTo));
};
