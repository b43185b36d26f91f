import { alarm } from "./alarm.ts";
import { dataKey } from "./key.ts";
import { protectData } from "./shared.ts";
import { onlyTls } from "./tls.ts";

/** A table that is reached by TLS alone, protected where people rely on it; what has a `ttl` in it expires. */
export const table = (name: string, args: Omit<sst.aws.DynamoArgs, "ttl" | "deletionProtection">) => {
  const kmsKeyArn = dataKey();
  const made = new sst.aws.Dynamo(name, {
    ...args,
    ttl: "ttl",
    deletionProtection: protectData(),
    transform: { table: kmsKeyArn ? { serverSideEncryption: { enabled: true, kmsKeyArn } } : {} },
  });
  new aws.dynamodb.ResourcePolicy(`${name}Policy`, {
    resourceArn: made.arn,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [onlyTls(["dynamodb:*"], [made.arn, $interpolate`${made.arn}/index/*`])],
    }).json,
  });
  tableAlarms(name, made, args.globalIndexes);
  return made;
};

const tableAlarms = (
  name: string,
  made: sst.aws.Dynamo,
  indexes: sst.aws.DynamoArgs["globalIndexes"] = {},
) => {
  const dimensions = { TableName: made.name };
  alarm("table-errors", name, { dimensions });
  alarm("table-throttled", name, { dimensions });
  // An index that takes no more holds the table's writes back, and counts by itself.
  for (const index of Object.keys(indexes))
    alarm("table-throttled", `${name}-${index}`, {
      dimensions: { ...dimensions, GlobalSecondaryIndexName: index },
    });
};
