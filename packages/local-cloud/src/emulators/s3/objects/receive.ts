import { createHash } from "node:crypto";
import {
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumMembers,
  checksumMismatch,
  createHasher,
  givenChecksum,
} from "../checksums.ts";
import { invalidArgument, s3Error } from "../errors.ts";
import type { S3 } from "../s3.ts";
import type { StoredFile } from "../store/files.ts";
import { contentOf } from "./incoming.ts";

const GB = 1024 ** 3;
/** Of one request; https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_BYTES = 5 * GB;

/** Held once, by whoever asked for it. */
export interface Received {
  readonly segments: readonly StoredFile[];
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
  readonly checksum: Checksum;
}

interface Sent extends ChecksumMembers {
  readonly Body?: unknown;
  readonly ContentMD5?: string | undefined;
  readonly ChecksumAlgorithm?: ChecksumAlgorithm | undefined;
}

const md5Of = (header: string): string => {
  const bytes = Buffer.from(header, "base64");
  if (bytes.length !== 16 || bytes.toString("base64") !== header) throw s3Error("InvalidDigest");
  return bytes.toString("hex");
};

/**
 * Writes the content of a request to disk and checks it against every digest its sender gave. Nothing is left of what
 * is refused, or of what a client broke off.
 */
export const receive = async (
  { files }: S3,
  sent: Sent,
  { limit = MAX_BYTES, fallback = "CRC64NVME" }: { limit?: number; fallback?: ChecksumAlgorithm } = {},
): Promise<Received> => {
  const content = contentOf(sent.Body);
  if (!content) throw invalidArgument("Body is neither text nor bytes nor a stream of them.", "Body");
  const expectedMd5 = sent.ContentMD5 === undefined ? undefined : md5Of(sent.ContentMD5);
  const given = givenChecksum(sent);
  const algorithm = given?.algorithm ?? sent.ChecksumAlgorithm ?? fallback;
  const hasher = createHasher(algorithm);
  const md5 = createHash("md5");
  const sha256 = createHash("sha256");
  // The hash of the signature is known from the start, and most clients sign without one.
  const signed = content.claims().sha256;
  const { least = 0, most = limit } = content.way.bounds ?? {};
  let size = 0;
  const file = await files.write(content, (chunk) => {
    size += chunk.length;
    if (size > Math.min(limit, most))
      throw s3Error("EntityTooLarge", { ProposedSize: size, MaxSizeAllowed: Math.min(limit, most) });
    md5.update(chunk);
    hasher.update(chunk);
    if (signed !== undefined) sha256.update(chunk);
  });
  files.hold([file]);
  try {
    if (size < least) throw s3Error("EntityTooSmall", { ProposedSize: size, MinSizeAllowed: least });
    const claimed = md5.digest("hex");
    if (expectedMd5 !== undefined && claimed !== expectedMd5)
      throw s3Error("BadDigest", {
        ExpectedDigest: sent.ContentMD5,
        CalculatedDigest: Buffer.from(claimed, "hex").toString("base64"),
      });
    const hash = signed === undefined ? undefined : sha256.digest("hex");
    if (hash !== signed)
      throw s3Error("XAmzContentSHA256Mismatch", {
        ClientComputedContentSHA256: signed,
        S3ComputedContentSHA256: hash,
      });
    const value = await hasher.digest();
    const behind = givenChecksum(content.claims().checksums ?? {});
    for (const expected of [given, behind])
      if (expected && (expected.algorithm !== algorithm || expected.value !== value))
        throw checksumMismatch(expected.algorithm);
    if (size === 0) files.release([file]);
    const segments = size === 0 ? [] : [file];
    return { segments, size, md5: claimed, checksum: { algorithm, type: "FULL_OBJECT", value } };
  } catch (error) {
    files.release([file]);
    throw error;
  }
};
