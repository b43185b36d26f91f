import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { TransientError } from "./errors.ts";

let client: DynamoDBDocumentClient | undefined;

/** The one client of a function; fields that are undefined are left out of items. */
export const documentClient = (): DynamoDBDocumentClient => {
  client ??= DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return client;
};

/** Conditions of a transaction did not hold, so none of it was written. */
export class ConditionFailedError extends Error {
  override readonly name = "ConditionFailedError";
  /** Positions of the items whose condition failed. */
  readonly failed: readonly number[];

  constructor(failed: readonly number[], options?: ErrorOptions) {
    super(`The condition of item ${failed.join(", ")} of the transaction does not hold`, options);
    this.failed = failed;
  }
}

/**
 * Writes all items or none. Throws `ConditionFailedError`, or `TransientError` when another transaction has hold of
 * an item: the SDK does not retry that.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transactWrite(
  documents: DynamoDBDocumentClient,
  items: NonNullable<TransactWriteCommandInput["TransactItems"]>,
): Promise<void> {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: items }));
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    const failed = codes.flatMap((code, index) => (code === "ConditionalCheckFailed" ? [index] : []));
    if (failed.length > 0) throw new ConditionFailedError(failed, { cause: error });
    if (codes.includes("ValidationError")) throw error;
    throw new TransientError(`The transaction was cancelled: ${codes.join(", ")}`, { cause: error });
  }
}
