interface BatchResponseCase {
  what: string;
  answer: unknown;
  failed: "all" | string[];
}

/**
 * The success and failure conditions AWS lists for partial batch responses.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const batchResponseCases: BatchResponseCase[] = [
  { what: "an empty batchItemFailures list is a success", answer: { batchItemFailures: [] }, failed: [] },
  { what: "a null batchItemFailures list is a success", answer: { batchItemFailures: null }, failed: [] },
  { what: "an empty EventResponse is a success", answer: {}, failed: [] },
  { what: "a null EventResponse is a success", answer: null, failed: [] },
  { what: "an empty string answer is a success", answer: "", failed: [] },
  {
    what: "the items that are named failed",
    answer: { batchItemFailures: [{ itemIdentifier: "c" }, { itemIdentifier: "a" }] },
    failed: ["c", "a"],
  },
  {
    what: "an empty string itemIdentifier fails the batch",
    answer: { batchItemFailures: [{ itemIdentifier: "" }] },
    failed: "all",
  },
  {
    what: "a null itemIdentifier fails the batch",
    answer: { batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: null }] },
    failed: "all",
  },
  {
    what: "an itemIdentifier with a bad key name fails the batch",
    answer: { batchItemFailures: [{ messageId: "a" }] },
    failed: "all",
  },
  {
    what: "an itemIdentifier of no message in the batch fails the batch",
    answer: { batchItemFailures: [{ itemIdentifier: "z" }] },
    failed: "all",
  },
  { what: "a null item fails the batch", answer: { batchItemFailures: [null] }, failed: "all" },
  { what: "a list of another kind fails the batch", answer: { batchItemFailures: "a" }, failed: "all" },
  { what: "a string that is no response fails the batch", answer: "done", failed: "all" },
];
