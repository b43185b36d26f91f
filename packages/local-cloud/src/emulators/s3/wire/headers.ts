import type { IncomingHttpHeaders } from "node:http";
import { notImplemented } from "../errors.ts";

type Kind = "text" | "number" | "flag" | "time" | "list";

const names: Readonly<Record<string, readonly [header: string, kind?: Kind]>> = {
  ACL: ["x-amz-acl"],
  AbortDate: ["x-amz-abort-date", "time"],
  AbortRuleId: ["x-amz-abort-rule-id"],
  AcceptRanges: ["accept-ranges"],
  BucketArn: ["x-amz-bucket-arn"],
  BucketKeyEnabled: ["x-amz-server-side-encryption-bucket-key-enabled", "flag"],
  BucketRegion: ["x-amz-bucket-region"],
  BypassGovernanceRetention: ["x-amz-bypass-governance-retention", "flag"],
  CacheControl: ["cache-control"],
  ChecksumAlgorithm: ["x-amz-sdk-checksum-algorithm"],
  ChecksumCRC32: ["x-amz-checksum-crc32"],
  ChecksumCRC32C: ["x-amz-checksum-crc32c"],
  ChecksumCRC64NVME: ["x-amz-checksum-crc64nvme"],
  ChecksumMode: ["x-amz-checksum-mode"],
  ChecksumSHA1: ["x-amz-checksum-sha1"],
  ChecksumSHA256: ["x-amz-checksum-sha256"],
  ChecksumType: ["x-amz-checksum-type"],
  ConfirmRemoveSelfBucketAccess: ["x-amz-confirm-remove-self-bucket-access", "flag"],
  ContentDisposition: ["content-disposition"],
  ContentEncoding: ["content-encoding"],
  ContentLanguage: ["content-language"],
  ContentLength: ["content-length", "number"],
  ContentMD5: ["content-md5"],
  ContentRange: ["content-range"],
  ContentType: ["content-type"],
  CopySource: ["x-amz-copy-source"],
  CopySourceIfMatch: ["x-amz-copy-source-if-match"],
  CopySourceIfModifiedSince: ["x-amz-copy-source-if-modified-since", "time"],
  CopySourceIfNoneMatch: ["x-amz-copy-source-if-none-match"],
  CopySourceIfUnmodifiedSince: ["x-amz-copy-source-if-unmodified-since", "time"],
  CopySourceRange: ["x-amz-copy-source-range"],
  CopySourceVersionId: ["x-amz-copy-source-version-id"],
  DeleteMarker: ["x-amz-delete-marker", "flag"],
  ETag: ["etag"],
  ExpectedBucketOwner: ["x-amz-expected-bucket-owner"],
  ExpectedSourceBucketOwner: ["x-amz-source-expected-bucket-owner"],
  Expiration: ["x-amz-expiration"],
  ExpiresString: ["expires"],
  IfMatch: ["if-match"],
  IfModifiedSince: ["if-modified-since", "time"],
  IfNoneMatch: ["if-none-match"],
  IfUnmodifiedSince: ["if-unmodified-since", "time"],
  LastModified: ["last-modified", "time"],
  Location: ["location"],
  MaxParts: ["x-amz-max-parts", "number"],
  MetadataDirective: ["x-amz-metadata-directive"],
  MpuObjectSize: ["x-amz-mp-object-size", "number"],
  ObjectAttributes: ["x-amz-object-attributes", "list"],
  ObjectOwnership: ["x-amz-object-ownership"],
  OptionalObjectAttributes: ["x-amz-optional-object-attributes", "list"],
  PartNumberMarker: ["x-amz-part-number-marker"],
  PartsCount: ["x-amz-mp-parts-count", "number"],
  Range: ["range"],
  RequestPayer: ["x-amz-request-payer"],
  SSEKMSEncryptionContext: ["x-amz-server-side-encryption-context"],
  SSEKMSKeyId: ["x-amz-server-side-encryption-aws-kms-key-id"],
  ServerSideEncryption: ["x-amz-server-side-encryption"],
  SkipDestinationValidation: ["x-amz-skip-destination-validation", "flag"],
  StorageClass: ["x-amz-storage-class"],
  TagCount: ["x-amz-tagging-count", "number"],
  Tagging: ["x-amz-tagging"],
  TaggingDirective: ["x-amz-tagging-directive"],
  TransitionDefaultMinimumObjectSize: ["x-amz-transition-default-minimum-object-size"],
  VersionId: ["x-amz-version-id"],
  WebsiteRedirectLocation: ["x-amz-website-redirect-location"],
};

const META = "x-amz-meta-";
const members = new Map(
  Object.entries(names).map(([member, [header, kind = "text"]]) => [header, { member, kind }]),
);
members.set("expires", { member: "Expires", kind: "text" });
members.set("x-amz-checksum-algorithm", { member: "ChecksumAlgorithm", kind: "text" });

// Of the transport and of signing, and those that clients add about themselves.
const aside =
  /^x-amz-(?:algorithm|content-sha256|credential|date|decoded-content-length|expires|request-id|sdk-.*|security-token|signature|signedheaders|trailer|user-agent|target|te)$/;

// Node reads headers as Latin-1, and clients send UTF-8.
const decoded = (value: string) => Buffer.from(value, "latin1").toString("utf8");
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
const encoded = (value: string) =>
  /^[\t\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value, "utf8").toString("base64")}?=`;

const readValue = (value: string, kind: Kind): unknown => {
  if (kind === "number") return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (kind === "flag") return value.toLowerCase() === "true";
  if (kind === "list") return value.split(",").map((one) => one.trim());
  if (kind === "text") return decoded(value);
  const at = new Date(value);
  // A time that is none is no condition.
  return Number.isNaN(at.getTime()) ? undefined : at;
};

/** The members of an input that stand in headers; throws for a header of S3 that nothing here knows. */
export const readHeaders = (headers: IncomingHttpHeaders): Record<string, unknown> => {
  const input: Record<string, unknown> = {};
  const metadata: Record<string, string> = {};
  for (const [header, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = String(value);
    const known = members.get(header);
    if (header.startsWith(META)) metadata[header.slice(META.length)] = decoded(text);
    else if (known) input[known.member] = readValue(text, known.kind);
    else if (header.startsWith("x-amz-") && !aside.test(header)) throw notImplemented(`the header ${header}`);
  }
  if (Object.keys(metadata).length > 0) input.Metadata = metadata;
  return input;
};

/** Headers of those members of an output that are headers. */
export const writeHeaders = (output: Readonly<Record<string, unknown>>): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [member, value] of Object.entries(output)) {
    const header = names[member]?.[0];
    if (header === undefined || value === undefined || value === null) continue;
    headers[header] = value instanceof Date ? value.toUTCString() : encoded(String(value));
  }
  const { Metadata = {} } = output as { Metadata?: Record<string, string> };
  for (const [name, value] of Object.entries(Metadata)) headers[`${META}${name}`] = encoded(value);
  return headers;
};
