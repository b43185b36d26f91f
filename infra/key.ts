import { accountId, region } from "./account.ts";
import { physicalName } from "./names.ts";
import { publishShared, shared } from "./shared.ts";

/** Of whom the key is that data is encrypted with, by `DATA_KEY`: docs/decisions/security.md says why AWS's unless stated. */
const owner = () => {
  const set = process.env.DATA_KEY || "aws";
  if (set === "aws" || set === "own") return set;
  throw new Error(
    `DATA_KEY=${set} is nobody's key. Use aws, for keys that AWS owns, or own, for one of the account.`,
  );
};

/**
 * The key of queues, topics, tables, streams and buckets, where the account has its own. Whoever may use one of them may
 * use the key through it and through nothing else, so roles need no grant; services that send without a role of ours are
 * named. Who administers the key, IAM says.
 */
export const createDataKey = () => {
  if (owner() === "aws") return;
  const services = ["dynamodb", "kinesis", "s3", "sns", "sqs"];
  const use = ["kms:Decrypt", "kms:GenerateDataKey"];
  const key = new aws.kms.Key("DataKey", {
    description: "What the bakery keeps: queues, topics, tables, streams and buckets.",
    enableKeyRotation: true,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          sid: "Administration",
          principals: [{ type: "AWS", identifiers: [$interpolate`arn:aws:iam::${accountId()}:root`] }],
          actions: ["kms:*"],
          resources: ["*"],
        },
        {
          sid: "ThroughServices",
          principals: [{ type: "AWS", identifiers: ["*"] }],
          actions: use,
          resources: ["*"],
          conditions: [
            { test: "StringEquals", variable: "kms:CallerAccount", values: [accountId()] },
            {
              test: "StringEquals",
              variable: "kms:ViaService",
              values: services.map((service) => $interpolate`${service}.${region()}.amazonaws.com`),
            },
          ],
        },
        {
          sid: "SendersWithoutARole",
          principals: [
            {
              type: "Service",
              identifiers: ["budgets", "cloudwatch", "costalerts", "events", "sns"].map(
                (service) => `${service}.amazonaws.com`,
              ),
            },
          ],
          actions: use,
          resources: ["*"],
          conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId()] }],
        },
      ],
    }).json,
  });
  new aws.kms.Alias("DataKeyAlias", { name: `alias/${physicalName("data")}`, targetKeyId: key.keyId });
  publishShared("data-key-arn", key.arn);
};

/** ARN of the account's own key; undefined where AWS's are used. */
export const dataKey = () => (owner() === "own" ? shared("data-key-arn") : undefined);
