import { z } from "zod";

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const document = z.looseObject({
  Statement: z.union([z.looseObject({}), z.array(z.looseObject({}))]).transform((value) => [value].flat()),
});
const statement = z.looseObject({
  Effect: z.string(),
  Principal: z.union([z.literal("*"), z.record(z.string(), oneOrMany)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
});

/** Keys that, with fixed values, leave a statement open to nobody but those who are known. */
const narrowing = new Set([
  "aws:sourceip",
  "aws:sourcearn",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceowner",
  "aws:sourceaccount",
  "aws:userid",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalaccount",
  "aws:principalarn",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
]);

/**
 * Whether a policy lets anybody in. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const isPublic = (policy: string): boolean => {
  let json: unknown;
  try {
    json = JSON.parse(policy);
  } catch {
    return false;
  }
  const parsed = document.safeParse(json);
  if (!parsed.success) return false;
  return parsed.data.Statement.some((each) => {
    const result = statement.safeParse(each);
    if (!result.success || result.data.Effect !== "Allow") return false;
    const { Principal, Condition = {} } = result.data;
    const isAnyone = Principal === "*" || Object.values(Principal ?? {}).some((names) => names.includes("*"));
    const isNarrowed = Object.entries(Condition).some(
      ([operator, keys]) =>
        !/Not/.test(operator) &&
        Object.entries(keys).some(
          ([key, values]) => narrowing.has(key.toLowerCase()) && !values.some((value) => /^\*?$/.test(value)),
        ),
    );
    return isAnyone && !isNarrowed;
  });
};
