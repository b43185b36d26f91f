import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { message } from "./message.ts";

const entry = message.extend({ Id: z.string() });

/** The query protocol sends an empty list as an empty text. */
export const entries = z.union([z.literal("").transform((): z.output<typeof entry>[] => []), z.array(entry)]);

/** Refuses a batch as a whole. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const checkBatch = (batch: z.output<typeof entries>): z.output<typeof entries> => {
  if (batch.length === 0)
    throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (batch.length > 10)
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      "The batch request contains more entries than permissible.",
    );
  if (new Set(batch.map(({ Id }) => Id)).size < batch.length)
    throw new AwsError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  for (const { Id } of batch) {
    if (Id.length <= 80 && /^[\w-]+$/.test(Id)) continue;
    const why = Id.length > 80 ? "is too long" : "contains an impermissible character";
    throw new AwsError("InvalidBatchEntryId", `The Id of a batch entry in the batch request ${why}: ${Id}`);
  }
  return batch;
};
