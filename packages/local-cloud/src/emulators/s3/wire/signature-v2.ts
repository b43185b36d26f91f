import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { s3Error } from "../errors.ts";
import type { Address } from "./address.ts";
import { isSame } from "./signature.ts";

/** A URL signed as version 1 of the AWS CLI still does. */
export interface PresignedV2 {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly expiresAt: number;
}

/** Reads such a signature; undefined where a URL has none. */
export const readPresignedV2 = (query: URLSearchParams): PresignedV2 | undefined => {
  const [accessKeyId, signature, expires] = ["AWSAccessKeyId", "Signature", "Expires"].map((name) =>
    query.get(name),
  );
  if (!accessKeyId && !signature) return undefined;
  if (!accessKeyId || !signature || !expires || !/^\d{1,12}$/.test(expires))
    throw s3Error(
      "AccessDenied",
      {},
      "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
    );
  return { accessKeyId, signature, expiresAt: Number(expires) * 1000 };
};

/** Parameters that are signed; https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html */
const signed =
  /^(?:acl|cors|delete|lifecycle|location|notification|partNumber|policy|response-.*|tagging|uploadId|uploads|versionId|versioning|versions|website)$/;

/** Throws `AccessDenied` after its time, and `SignatureDoesNotMatch` for another request than the signed one. */
export const verifyPresignedV2 = (
  { method, headers }: IncomingMessage,
  { bucket = "", path, query }: Address,
  { accessKeyId, signature, expiresAt }: PresignedV2,
  { now, secret }: { now: number; secret: string | undefined },
): void => {
  if (now > expiresAt)
    throw s3Error(
      "AccessDenied",
      { Expires: new Date(expiresAt), ServerTime: new Date(now) },
      "Request has expired",
    );
  if (secret === undefined) return;
  const amz = Object.entries(headers)
    .filter(([name]) => name.startsWith("x-amz-"))
    .concat([...query].filter(([name]) => name.startsWith("x-amz-")))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${String(value)}\n`);
  const parameters = [...query]
    .filter(([name]) => signed.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`));
  const resource = `${path.startsWith(`/${bucket}`) ? path : `/${bucket}${path}`}${parameters.length > 0 ? `?${parameters.join("&")}` : ""}`;
  const text = [
    method,
    headers["content-md5"] ?? "",
    headers["content-type"] ?? "",
    query.get("Expires"),
    `${amz.join("")}${resource}`,
  ].join("\n");
  if (isSame(createHmac("sha1", secret).update(text).digest("base64"), signature)) return;
  throw s3Error("SignatureDoesNotMatch", {
    AWSAccessKeyId: accessKeyId,
    StringToSign: text,
    SignatureProvided: signature,
  });
};
