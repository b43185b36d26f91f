import { answerValue } from "../streaming/answer-stream.ts";

/** What a function said about a batch: the ids of the failed records with the reasons it gave, or that all failed. */
export type BatchVerdict =
  | { readonly failed: readonly ItemFailure[] }
  | { readonly allFailed: { readonly code: string; readonly message: string } };

export interface ItemFailure {
  readonly id: string;
  /** Beyond AWS's shape: a function may add `errorType` and `errorMessage` to an item, which AWS ignores. */
  readonly code?: string;
  readonly message?: string;
}

const SUCCESS: BatchVerdict = { failed: [] };

const invalid = (message: string): BatchVerdict => ({
  allFailed: {
    code: "InvalidBatchResponse",
    message: `${message}; AWS then counts the whole batch as failed.`,
  },
});

/**
 * Reads the answer of a function with `ReportBatchItemFailures`.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const readBatchResponse = (payload: string, ids: readonly string[]): BatchVerdict => {
  const answer = answerValue(payload);
  if (answer === null || answer === "") return SUCCESS;
  if (typeof answer !== "object") return invalid("The function did not answer with an object");
  const list = (answer as { batchItemFailures?: unknown }).batchItemFailures;
  if (list === undefined || list === null) return SUCCESS;
  if (!Array.isArray(list)) return invalid("batchItemFailures is not a list");
  const known = new Set(ids);
  const failed: ItemFailure[] = [];
  for (const item of list as ({
    itemIdentifier?: unknown;
    errorType?: unknown;
    errorMessage?: unknown;
  } | null)[]) {
    const id = item?.itemIdentifier;
    if (typeof id !== "string" || id === "")
      return invalid(`batchItemFailures has an item without itemIdentifier: ${JSON.stringify(item)}`);
    if (!known.has(id)) return invalid(`batchItemFailures names ${id}, which is not in the batch`);
    failed.push({
      id,
      code: typeof item?.errorType === "string" ? item.errorType : undefined,
      message: typeof item?.errorMessage === "string" ? item.errorMessage : undefined,
    });
  }
  return { failed };
};
