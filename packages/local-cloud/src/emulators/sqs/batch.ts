import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { sqsQueryCode } from "../../gateway/sqs-query.ts";

interface Entry {
  readonly Id: string;
}

const MAX_ENTRIES = 10;
const ID = /^[\w-]{1,80}$/;

/** Input of a batch operation; no entries at all is an empty batch. */
export const batchOf = <Shape extends z.ZodRawShape>(entry: Shape) =>
  z.object({ QueueUrl: z.string(), Entries: z.array(z.object({ Id: z.string(), ...entry })).default([]) });

/** Refuses a batch as a whole. */
export const checkBatch = (entries: readonly Entry[]): void => {
  const refuse = (code: string, message: string) => new AwsError(code, message);
  if (entries.length === 0)
    throw refuse("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > MAX_ENTRIES)
    throw refuse(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  if (!entries.every(({ Id }) => ID.test(Id)))
    throw refuse(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (ids.has(Id)) throw refuse("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    ids.add(Id);
  }
};

/** Runs each entry by itself; those that are refused do not stop the others. Lists without items are left out. */
export const runBatch = <Item extends Entry>(
  entries: readonly Item[],
  run: (entry: Item) => object,
): object => {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      Successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, SenderFault: true, Code: sqsQueryCode(error.code), Message: error.message });
    }
  }
  return { ...(Successful.length > 0 && { Successful }), ...(Failed.length > 0 && { Failed }) };
};
