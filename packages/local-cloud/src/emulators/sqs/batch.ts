import type { BatchResultErrorEntry } from "@aws-sdk/client-sqs";
import { AwsError } from "../../core/aws-error.ts";

const ENTRY_ID = /^[\w-]{1,80}$/;
const MOST_ENTRIES = 10;

/** The entries of a batch, or what SQS says to a batch that is wrong as a whole. */
export const checkBatch = <Entry extends { Id: string }>(
  operation: string,
  entries: Entry[] = [],
): Entry[] => {
  if (entries.length === 0)
    throw new AwsError(
      "EmptyBatchRequest",
      `There should be at least one ${operation}RequestEntry in the request.`,
    );
  if (entries.length > MOST_ENTRIES)
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`,
    );
  if (!entries.every(({ Id }) => ENTRY_ID.test(Id)))
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  const repeated = entries.find(({ Id }, at) => entries.findIndex((other) => other.Id === Id) < at);
  if (repeated) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${repeated.Id} repeated.`);
  return entries;
};

/** Runs each entry by itself: those that are refused are listed as failed. */
export const runBatch = <Entry extends { Id: string }, Result extends object>(
  entries: readonly Entry[],
  run: (entry: Entry) => Result,
): { Successful: (Result & { Id: string })[] | undefined; Failed: BatchResultErrorEntry[] | undefined } => {
  const Successful: (Result & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      Successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, SenderFault: error.status < 500, Code: error.code, Message: error.message });
    }
  }
  return {
    Successful: Successful.length > 0 ? Successful : undefined,
    Failed: Failed.length > 0 ? Failed : undefined,
  };
};
