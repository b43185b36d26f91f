import type { IncomingMessage } from "node:http";
import type { CredentialHolder, Keyring } from "../../../core/cloud.ts";
import { s3Error } from "../errors.ts";
import type { S3 } from "../s3.ts";
import type { Address } from "./address.ts";
import { checkTime, readPresigned, readScope, verifyPresigned } from "./signature.ts";
import { readPresignedV2, verifyPresignedV2 } from "./signature-v2.ts";

const root: CredentialHolder = { principal: { kind: "root" }, causes: () => [] };
const anonymous: CredentialHolder = { principal: { kind: "anonymous" }, causes: () => [] };

/**
 * Whose access key it is. Keys that a person made up are the root user's, as everywhere in the local cloud, but not in a
 * page: in the browser of the same machine, any site could make one up.
 */
export const holderOf = (accessKeyId: string, keys: Keyring, isPage: boolean): CredentialHolder => {
  const holder = keys.holderOf(accessKeyId);
  if (!holder && isPage) throw s3Error("InvalidAccessKeyId", { AWSAccessKeyId: accessKeyId });
  return holder ?? root;
};

/** Who sends a request. Throws what AWS answers to a signature in a URL that is not right, or too old. */
export const senderOf = (
  request: IncomingMessage,
  address: Address,
  keys: Keyring,
  now: number,
  isPage: boolean,
): CredentialHolder => {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const scope = readScope(/Credential=([^,\s]+)/.exec(authorization)?.[1] ?? "");
    if (!scope) throw s3Error("AccessDenied", {}, "The authorization header is no signature of version 4.");
    return holderOf(scope.accessKeyId, keys, isPage);
  }
  const older = readPresignedV2(address.query);
  if (older) {
    const holder = holderOf(older.accessKeyId, keys, isPage);
    verifyPresignedV2(request, address, older, { now, secret: keys.secretOf(older.accessKeyId) });
    return apart(holder);
  }
  const presigned = readPresigned(address.query);
  if (!presigned) return anonymous;
  const holder = holderOf(presigned.accessKeyId, keys, isPage);
  checkTime(now, presigned);
  const secret = keys.secretOf(presigned.accessKeyId);
  if (secret !== undefined) verifyPresigned(request, address, presigned, secret);
  return apart(holder);
};

/** The invocation that signed a URL is over, or about something else. */
const apart = (holder: CredentialHolder): CredentialHolder => ({
  ...holder,
  causes: () => [],
  around: undefined,
});

/** Nobody in particular is kept out of a bucket that restricts public policies, whatever its policy says. */
export const admitAnybody = ({ buckets }: Pick<S3, "buckets">, bucket = ""): void => {
  if (buckets.find(bucket)?.settings.publicAccessBlock?.RestrictPublicBuckets) throw s3Error("AccessDenied");
};
