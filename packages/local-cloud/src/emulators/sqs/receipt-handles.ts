import { AwsError } from "../../core/aws-error.ts";
import type { Entry } from "./lines.ts";

/** A handle for one receipt of a message; it says of which queue, as on AWS. */
export const createReceiptHandle = (queueArn: string, { key, receives }: Entry): string =>
  Buffer.from(`${queueArn} ${key} ${receives}`).toString("base64");

/** Key of the message a handle is of. Throws what SQS says to one of another queue, and to what is none. */
export const keyOfHandle = (queueArn: string, handle: string): string => {
  const [arn, key, receives] = Buffer.from(handle, "base64").toString().split(" ");
  if (arn === queueArn && key && receives) return key;
  throw new AwsError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    { status: 404 },
  );
};
