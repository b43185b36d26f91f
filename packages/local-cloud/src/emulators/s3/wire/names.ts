/** What S3's XML calls things, where the SDK has other names. https://docs.aws.amazon.com/AmazonS3/latest/API/ */

/** Lists whose items stand in their parent without an element around them: member -> element of an item. */
export const flat: Readonly<Record<string, string>> = {
  Contents: "Contents",
  CommonPrefixes: "CommonPrefixes",
  Versions: "Version",
  DeleteMarkers: "DeleteMarker",
  Uploads: "Upload",
  Parts: "Part",
  Deleted: "Deleted",
  Errors: "Error",
  Objects: "Object",
  ChecksumAlgorithm: "ChecksumAlgorithm",
  CORSRules: "CORSRule",
  AllowedHeaders: "AllowedHeader",
  AllowedMethods: "AllowedMethod",
  AllowedOrigins: "AllowedOrigin",
  ExposeHeaders: "ExposeHeader",
  Rules: "Rule",
  Transitions: "Transition",
  NoncurrentVersionTransitions: "NoncurrentVersionTransition",
  Tags: "Tag",
  TopicConfigurations: "TopicConfiguration",
  QueueConfigurations: "QueueConfiguration",
  LambdaFunctionConfigurations: "CloudFunctionConfiguration",
  Events: "Event",
  FilterRules: "FilterRule",
};

/** Lists with an element around them: member, which is that element -> element of an item. */
export const wrapped: Readonly<Record<string, string>> = {
  Buckets: "Bucket",
  TagSet: "Tag",
  Grants: "Grant",
};

/** Members that are called otherwise, by the element they stand in. */
export const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  TopicConfiguration: { TopicArn: "Topic" },
  QueueConfiguration: { QueueArn: "Queue" },
  CloudFunctionConfiguration: { LambdaFunctionArn: "CloudFunction" },
  Filter: { Key: "S3Key" },
  ObjectParts: { TotalPartsCount: "PartsCount" },
  AccessControlPolicy: { Grants: "AccessControlList" },
};

const inverted = (names: Readonly<Record<string, string>>) =>
  new Map(Object.entries(names).map(([member, element]) => [element, member]));
const flatMembers = inverted(flat);
const renamedMembers = new Map(Object.entries(renamed).map(([parent, names]) => [parent, inverted(names)]));

/** The member that an element is, or is an item of. */
export const memberOf = (element: string, parent: string): { member: string; isItem: boolean } => {
  // A filter is about one tag, or about several that stand in an element of their own.
  if (element === "Tag")
    return parent === "And" ? { member: "Tags", isItem: true } : { member: "Tag", isItem: false };
  const member = renamedMembers.get(parent)?.get(element);
  if (member !== undefined) return { member, isItem: false };
  const list = flatMembers.get(element);
  return list === undefined ? { member: element, isItem: false } : { member: list, isItem: true };
};
