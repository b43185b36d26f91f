import type { ResourceGraph } from "../../core/resource-graph.ts";
import { at } from "../../core/values.ts";

/** What the config encrypts: ARN of the resource, and the key as it is written there: an ARN, an id or an alias. */
export const encryptedResources = ({ resources }: ResourceGraph): [arn: string, key: string][] =>
  resources.flatMap(({ type, inputs, outputs }) => {
    const [arn, key] = readers[type]?.(inputs, outputs) ?? [];
    return typeof arn === "string" && typeof key === "string" ? [[arn, key] as [string, string]] : [];
  });

type Values = Readonly<Record<string, unknown>>;

const readers: Readonly<Record<string, (inputs: Values, outputs: Values) => [arn: unknown, key: unknown]>> = {
  "aws:sqs/queue:Queue": (inputs, { arn }) => [arn, inputs.kmsMasterKeyId],
  "aws:sns/topic:Topic": (inputs, { arn }) => [arn, inputs.kmsMasterKeyId],
  "aws:kinesis/stream:Stream": (inputs, { arn }) => [arn, inputs.kmsKeyId],
  "aws:dynamodb/table:Table": (inputs, { arn }) => [arn, at(inputs, "serverSideEncryption", "kmsKeyArn")],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ({
    bucket,
    rules,
  }) => [`arn:aws:s3:::${bucket}`, at(rules, 0, "applyServerSideEncryptionByDefault", "kmsMasterKeyId")],
};
