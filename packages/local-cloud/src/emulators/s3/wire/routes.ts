/** Where S3's operations are: on the service, a bucket or an object; by method, sub-resource and header. */
export interface Route {
  readonly operation: string;
  readonly method: string;
  readonly level: "service" | "bucket" | "object";
  /** Parameters that must be in the query. */
  readonly query?: readonly string[];
  readonly header?: string;
  /** Root of the XML document that is the body, and the member that it is. */
  readonly document?: readonly [root: string, member: string];
  /** The body is this member: as text, or as bytes that are taken as they come. */
  readonly text?: string;
  readonly stream?: true;
  readonly answer?: Answer;
}

export interface Answer {
  readonly status?: number;
  /** Root of the document that is answered. */
  readonly root?: string;
  /** The member that is the document; by default all that is no header. */
  readonly payload?: string;
  /** Members that are headers although there is a document. */
  readonly headers?: readonly string[];
  /** The body is this member. */
  readonly body?: string;
}

const encryption = ["ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled"];
const NO_CONTENT: Answer = { status: 204 };

const setting = (
  name: string,
  subresource: string,
  root: string,
  {
    get = `GetBucket${name}`,
    put = `PutBucket${name}`,
    remove = `DeleteBucket${name}`,
    payload,
    member = root,
    answer = {},
  }: Partial<Record<"get" | "put" | "remove" | "payload" | "member", string>> & { answer?: Answer } = {},
): Route[] => [
  { operation: put, method: "PUT", level: "bucket", query: [subresource], document: [root, member] },
  {
    operation: get,
    method: "GET",
    level: "bucket",
    query: [subresource],
    answer: { root, payload, ...answer },
  },
  ...(remove === ""
    ? []
    : [
        {
          operation: remove,
          method: "DELETE",
          level: "bucket",
          query: [subresource],
          answer: NO_CONTENT,
        } as const,
      ]),
];

const acl = (name: string, level: "bucket" | "object"): Route[] => [
  {
    operation: `Get${name}Acl`,
    method: "GET",
    level,
    query: ["acl"],
    answer: { root: "AccessControlPolicy" },
  },
  { operation: `Put${name}Acl`, method: "PUT", level, query: ["acl"] },
];

const lifecycleSize = ["TransitionDefaultMinimumObjectSize"];

/** The first that fits is meant. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const routes: readonly Route[] = [
  { operation: "ListBuckets", method: "GET", level: "service", answer: { root: "ListAllMyBucketsResult" } },

  ...setting("Versioning", "versioning", "VersioningConfiguration", { remove: "" }),
  ...setting("Cors", "cors", "CORSConfiguration"),
  ...setting("LifecycleConfiguration", "lifecycle", "LifecycleConfiguration", {
    remove: "DeleteBucketLifecycle",
    answer: { headers: lifecycleSize },
  }),
  ...setting("Encryption", "encryption", "ServerSideEncryptionConfiguration", {
    payload: "ServerSideEncryptionConfiguration",
  }),
  ...setting("", "publicAccessBlock", "PublicAccessBlockConfiguration", {
    put: "PutPublicAccessBlock",
    get: "GetPublicAccessBlock",
    remove: "DeletePublicAccessBlock",
    payload: "PublicAccessBlockConfiguration",
  }),
  ...setting("NotificationConfiguration", "notification", "NotificationConfiguration", { remove: "" }),
  ...setting("Tagging", "tagging", "Tagging"),
  ...setting("OwnershipControls", "ownershipControls", "OwnershipControls", { payload: "OwnershipControls" }),
  {
    operation: "PutBucketPolicy",
    method: "PUT",
    level: "bucket",
    query: ["policy"],
    text: "Policy",
    answer: NO_CONTENT,
  },
  {
    operation: "GetBucketPolicy",
    method: "GET",
    level: "bucket",
    query: ["policy"],
    answer: { body: "Policy" },
  },
  {
    operation: "DeleteBucketPolicy",
    method: "DELETE",
    level: "bucket",
    query: ["policy"],
    answer: NO_CONTENT,
  },
  {
    operation: "GetBucketPolicyStatus",
    method: "GET",
    level: "bucket",
    query: ["policyStatus"],
    answer: { root: "PolicyStatus", payload: "PolicyStatus" },
  },
  ...acl("Bucket", "bucket"),
  ...acl("Object", "object"),
  {
    operation: "GetBucketLocation",
    method: "GET",
    level: "bucket",
    query: ["location"],
    answer: { root: "LocationConstraint", payload: "LocationConstraint" },
  },
  {
    operation: "ListObjectVersions",
    method: "GET",
    level: "bucket",
    query: ["versions"],
    answer: { root: "ListVersionsResult" },
  },
  {
    operation: "ListMultipartUploads",
    method: "GET",
    level: "bucket",
    query: ["uploads"],
    answer: { root: "ListMultipartUploadsResult" },
  },
  {
    operation: "ListObjectsV2",
    method: "GET",
    level: "bucket",
    query: ["list-type"],
    answer: { root: "ListBucketResult" },
  },
  {
    operation: "DeleteObjects",
    method: "POST",
    level: "bucket",
    query: ["delete"],
    document: ["Delete", "Delete"],
    answer: { root: "DeleteResult" },
  },
  { operation: "ListObjects", method: "GET", level: "bucket", answer: { root: "ListBucketResult" } },
  { operation: "HeadBucket", method: "HEAD", level: "bucket" },
  {
    operation: "CreateBucket",
    method: "PUT",
    level: "bucket",
    document: ["CreateBucketConfiguration", "CreateBucketConfiguration"],
  },
  { operation: "DeleteBucket", method: "DELETE", level: "bucket", answer: NO_CONTENT },

  {
    operation: "UploadPartCopy",
    method: "PUT",
    level: "object",
    query: ["partNumber", "uploadId"],
    header: "x-amz-copy-source",
    answer: {
      root: "CopyPartResult",
      payload: "CopyPartResult",
      headers: [...encryption, "CopySourceVersionId"],
    },
  },
  {
    operation: "UploadPart",
    method: "PUT",
    level: "object",
    query: ["partNumber", "uploadId"],
    stream: true,
  },
  {
    operation: "PutObjectTagging",
    method: "PUT",
    level: "object",
    query: ["tagging"],
    document: ["Tagging", "Tagging"],
  },
  {
    operation: "GetObjectTagging",
    method: "GET",
    level: "object",
    query: ["tagging"],
    answer: { root: "Tagging", headers: ["VersionId"] },
  },
  {
    operation: "DeleteObjectTagging",
    method: "DELETE",
    level: "object",
    query: ["tagging"],
    answer: NO_CONTENT,
  },
  {
    operation: "CopyObject",
    method: "PUT",
    level: "object",
    header: "x-amz-copy-source",
    answer: {
      root: "CopyObjectResult",
      payload: "CopyObjectResult",
      headers: [...encryption, "VersionId", "CopySourceVersionId", "Expiration"],
    },
  },
  { operation: "PutObject", method: "PUT", level: "object", stream: true },
  {
    operation: "ListParts",
    method: "GET",
    level: "object",
    query: ["uploadId"],
    answer: { root: "ListPartsResult", headers: ["AbortDate", "AbortRuleId"] },
  },
  {
    operation: "GetObjectAttributes",
    method: "GET",
    level: "object",
    query: ["attributes"],
    answer: { root: "GetObjectAttributesResponse", headers: ["VersionId", "LastModified", "DeleteMarker"] },
  },
  { operation: "GetObject", method: "GET", level: "object", answer: { body: "Body" } },
  { operation: "HeadObject", method: "HEAD", level: "object" },
  {
    operation: "AbortMultipartUpload",
    method: "DELETE",
    level: "object",
    query: ["uploadId"],
    answer: NO_CONTENT,
  },
  { operation: "DeleteObject", method: "DELETE", level: "object", answer: NO_CONTENT },
  {
    operation: "CreateMultipartUpload",
    method: "POST",
    level: "object",
    query: ["uploads"],
    answer: {
      root: "InitiateMultipartUploadResult",
      headers: [...encryption, "ChecksumAlgorithm", "ChecksumType", "AbortDate", "AbortRuleId"],
    },
  },
  {
    operation: "CompleteMultipartUpload",
    method: "POST",
    level: "object",
    query: ["uploadId"],
    document: ["CompleteMultipartUpload", "MultipartUpload"],
    answer: { root: "CompleteMultipartUploadResult", headers: [...encryption, "VersionId", "Expiration"] },
  },
];

/** Sub-resources of S3 that no route above names; without this list they would be taken for plain objects and lists. */
export const others: ReadonlySet<string> = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "delete",
  "encryption",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "lifecycle",
  "location",
  "logging",
  "metadataConfiguration",
  "metadataInventoryTable",
  "metadataJournalTable",
  "metadataTable",
  "metrics",
  "notification",
  "object-lock",
  "ownershipControls",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "renameObject",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "session",
  "tagging",
  "torrent",
  "uploads",
  "versioning",
  "versions",
  "website",
  "attributes",
  "abac",
]);

/** Members that stand in the query. */
export const parameters: Readonly<Record<string, string>> = {
  "bucket-region": "BucketRegion",
  "continuation-token": "ContinuationToken",
  delimiter: "Delimiter",
  "encoding-type": "EncodingType",
  "fetch-owner": "FetchOwner",
  "key-marker": "KeyMarker",
  marker: "Marker",
  "max-buckets": "MaxBuckets",
  "max-keys": "MaxKeys",
  "max-parts": "MaxParts",
  "max-uploads": "MaxUploads",
  "part-number-marker": "PartNumberMarker",
  partNumber: "PartNumber",
  prefix: "Prefix",
  "response-cache-control": "ResponseCacheControl",
  "response-content-disposition": "ResponseContentDisposition",
  "response-content-encoding": "ResponseContentEncoding",
  "response-content-language": "ResponseContentLanguage",
  "response-content-type": "ResponseContentType",
  "response-expires": "ResponseExpires",
  "start-after": "StartAfter",
  "upload-id-marker": "UploadIdMarker",
  uploadId: "UploadId",
  versionId: "VersionId",
  "version-id-marker": "VersionIdMarker",
};
