import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";
import { s3Error } from "./errors.ts";

export const checksumAlgorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Of all bytes, or of the checksums of the parts. */
  readonly type: "FULL_OBJECT" | "COMPOSITE";
  /** Base64; of parts followed by `-<number of parts>`. */
  readonly value: string;
}

export interface Hasher {
  update(chunk: Uint8Array): void;
  /** Base64. */
  digest(): Promise<string>;
}

const BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

export const createHasher = (algorithm: ChecksumAlgorithm): Hasher => {
  if (algorithm === "CRC32") {
    let value = 0;
    const update = (chunk: Uint8Array) => {
      value = crc32(chunk, value);
    };
    const digest = async () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return base64(bytes);
    };
    return { update, digest };
  }
  if (algorithm === "SHA1" || algorithm === "SHA256") {
    const hash = createHash(algorithm.toLowerCase());
    return { update: (chunk) => void hash.update(chunk), digest: async () => hash.digest("base64") };
  }
  const hash = algorithm === "CRC32C" ? new Crc32c() : new Crc64Nvme();
  return { update: (chunk) => hash.update(chunk), digest: async () => base64(await hash.digest()) };
};

/** `ChecksumCRC32: "…"` of requests, answers and lists of parts. */
export type ChecksumMembers = {
  readonly [Algorithm in ChecksumAlgorithm as `Checksum${Algorithm}`]?: string;
};

export const checksumMember = (
  checksum: Pick<Checksum, "algorithm" | "value"> | undefined,
): ChecksumMembers => (checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {});

/** The one checksum a client gave; throws for several, and for one that cannot be of its algorithm. */
export const givenChecksum = (
  members: ChecksumMembers,
): { algorithm: ChecksumAlgorithm; value: string } | undefined => {
  const given = checksumAlgorithms.flatMap((algorithm) => {
    const value = members[`Checksum${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (given.length > 1)
    throw s3Error(
      "InvalidRequest",
      {},
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  const [one] = given;
  // Of an object in parts, the number of them may follow.
  const value = one?.value.replace(/-\d+$/, "") ?? "";
  if (
    one &&
    (base64(Buffer.from(value, "base64")) !== value ||
      Buffer.from(value, "base64").length !== BYTES[one.algorithm])
  )
    throw s3Error(
      "InvalidRequest",
      {},
      `Value for x-amz-checksum-${one.algorithm.toLowerCase()} header is invalid.`,
    );
  return one;
};

export const checksumMismatch = (algorithm: ChecksumAlgorithm) =>
  s3Error("BadDigest", {}, `The ${algorithm} you specified did not match the calculated checksum.`);
