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
  return made;
};
