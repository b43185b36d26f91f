import { isArnOf, serviceOf } from "../core/arn.ts";
import type { Permission } from "../core/cloud.ts";
import type { Account } from "../core/resource-type.ts";

/** Which key the data of a resource is encrypted with, and what its use asks of whoever uses the resource. */
export interface DataKeys {
  /** Both by ARN. */
  encrypt(resource: string, key: string): void;
  /** What `permission` needs beside itself: nothing where the resource has no key of the account's own. */
  neededFor(permission: Permission): readonly Permission[];
}

const READ = ["kms:Decrypt"];
const WRITE = ["kms:GenerateDataKey"];
// Those that read a message's data key again for the next messages.
const SEND = ["kms:GenerateDataKey", "kms:Decrypt"];

/**
 * Of actions that touch data. DynamoDB has one key for each table and asks for it whatever is done with an item.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const uses: Readonly<Record<string, readonly string[]>> = {
  "sqs:SendMessage": SEND,
  "sqs:ReceiveMessage": READ,
  "sns:Publish": SEND,
  "kinesis:PutRecord": WRITE,
  "kinesis:PutRecords": WRITE,
  "kinesis:GetRecords": READ,
  "kinesis:SubscribeToShard": READ,
  "s3:PutObject": WRITE,
  "s3:GetObject": READ,
  "s3:GetObjectVersion": READ,
};
const touchesItems =
  /^dynamodb:(Batch|ConditionCheck|Delete|Get|PartiQL|Put|Query|Scan|Update)(?!.*(Table|TimeToLive|Policy|Backups))/;

const wholeOf = (arn: string): string => {
  if (isArnOf(arn, "s3")) return arn.split("/", 1)[0] ?? arn;
  if (isArnOf(arn, "dynamodb")) return arn.split("/").slice(0, 2).join("/");
  return arn.replace(/\/consumer\/.*$/, "");
};

export const createDataKeys = ({ region }: Account): DataKeys => {
  const keys = new Map<string, string>();
  return {
    encrypt: (resource, key) => void keys.set(resource, key),
    neededFor({ action, resource }) {
      if (keys.size === 0) return [];
      const key = keys.get(wholeOf(resource));
      const actions = uses[action] ?? (touchesItems.test(action) ? READ : []);
      if (key === undefined || actions.length === 0) return [];
      const context = { "kms:viaservice": `${serviceOf(resource)}.${region}.amazonaws.com` };
      return actions.map((one) => ({ action: one, resource: key, context }));
    },
  };
};
