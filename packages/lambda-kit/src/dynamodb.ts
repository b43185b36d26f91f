import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { TransientError } from "./errors.ts";
import { once } from "./once.ts";

export { byKey, named, outboxEntity } from "./entity.ts";

/** The one client of a function; fields that are undefined are left out of items. */
export const documentClient = once(() =>
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
);

/** What `service.transaction.write(...)` of ElectroDB returns, as far as it matters here. */
interface WriteTransaction {
  go(): Promise<{ canceled: boolean; data: readonly { code: string; message?: string | undefined }[] }>;
}

/**
 * Writes all items or none; false when a condition does not hold. Throws `TransientError` when another transaction has
 * hold of an item: the SDK does not retry that.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function writeAll(transaction: WriteTransaction): Promise<boolean> {
  const { canceled, data } = await transaction.go();
  if (!canceled) return true;
  const codes = data.map(({ code }) => code);
  if (codes.includes("ConditionalCheckFailed")) return false;
  const reasons = data.map(({ code, message }) => (message ? `${code}: ${message}` : code)).join(", ");
  if (codes.includes("ValidationError")) throw new Error(`DynamoDB refuses the transaction: ${reasons}`);
  throw new TransientError(`The transaction was cancelled: ${reasons}`);
}
