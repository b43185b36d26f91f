import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { s3Error } from "../errors.ts";
import type { Address } from "./address.ts";

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** What `Credential` of a signature says. */
export interface Scope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export const readScope = (credential: string): Scope | undefined => {
  const [, accessKeyId, date, region, service] =
    /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential) ?? [];
  return accessKeyId && date && region && service ? { accessKeyId, date, region, service } : undefined;
};

/** Hexadecimal. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export const sign = (secret: string, { date, region, service }: Scope, text: string): string => {
  const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, text).toString("hex");
};

export const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Milliseconds of `20261129T094204Z`; undefined for what is no such time. */
export const readTime = (text: string | null): number | undefined => {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? "") ?? [];
  const at = y === undefined ? Number.NaN : Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(at) ? undefined : at;
};

const malformed = (message: string) => s3Error("AuthorizationQueryParametersError", {}, message);
const WEEK = 604_800;

/** A URL that was signed for a while. */
export interface Presigned extends Scope {
  readonly signedAt: number;
  readonly expiresAt: number;
  readonly signature: string;
  readonly signedHeaders: readonly string[];
  readonly token: string | null;
}

/** Reads the signature in a URL; undefined where there is none, and throws for one that cannot be read. */
export const readPresigned = (query: URLSearchParams): Presigned | undefined => {
  const algorithm = query.get("X-Amz-Algorithm");
  if (algorithm === null && query.get("X-Amz-Signature") === null) return undefined;
  if (algorithm !== "AWS4-HMAC-SHA256")
    throw malformed('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  const scope = readScope(query.get("X-Amz-Credential") ?? "");
  const signature = query.get("X-Amz-Signature");
  const signedHeaders = query.get("X-Amz-SignedHeaders")?.toLowerCase().split(";");
  const expires = query.get("X-Amz-Expires");
  const signedAt = readTime(query.get("X-Amz-Date"));
  if (
    !signature ||
    !signedHeaders ||
    expires === null ||
    query.get("X-Amz-Date") === null ||
    query.get("X-Amz-Credential") === null
  )
    throw malformed(
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  if (!scope)
    throw malformed(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  if (signedAt === undefined)
    throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (!/^-?\d{1,15}$/.test(expires)) throw malformed("X-Amz-Expires should be a number");
  if (Number(expires) < 0) throw malformed("X-Amz-Expires must be non-negative");
  if (Number(expires) > WEEK)
    throw malformed(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  return {
    ...scope,
    signedAt,
    expiresAt: signedAt + Number(expires) * 1000,
    signature,
    signedHeaders,
    token: query.get("X-Amz-Security-Token"),
  };
};

/** As AWS writes a path before it signs it, however its sender wrote it. */
const canonicalPath = (path: string) => {
  try {
    return decodeURIComponent(path).split("/").map(encode).join("/");
  } catch {
    return path;
  }
};

/** The request as it is signed. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const canonicalRequest = (
  { method = "GET", headers }: IncomingMessage,
  { path, host, query }: { path: string; host: string; query: URLSearchParams },
  { signedHeaders }: Presigned,
): string => {
  const pairs = [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const lines = signedHeaders.map((name) => {
    const value =
      name === "host" ? host : Buffer.from(String(headers[name] ?? ""), "latin1").toString("utf8");
    return `${name}:${value.trim().replace(/ +/g, " ")}\n`;
  });
  const hash = headers["x-amz-content-sha256"];
  const payload = signedHeaders.includes("x-amz-content-sha256")
    ? String(hash)
    : (query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD");
  return [method, canonicalPath(path), pairs, lines.join(""), signedHeaders.join(";"), payload].join("\n");
};

/** Throws `SignatureDoesNotMatch` where the URL, method or signed headers are not those that were signed. */
export const verifyPresigned = (
  request: IncomingMessage,
  { path, host, query }: Address,
  presigned: Presigned,
  secret: string,
): void => {
  const { date, region, service, signature, accessKeyId } = presigned;
  const own = String(request.headers.host ?? "");
  // Signed for the host on AWS, or for the gateway's own address, which stands for that.
  const meant = host
    ? [
        { path, host: host.name },
        { path: host.wholePath, host: own },
      ]
    : [{ path, host: own }];
  const texts = meant.map((where) => {
    const canonical = canonicalRequest(request, { ...where, query }, presigned);
    const hash = createHash("sha256").update(canonical).digest("hex");
    const scope = `${date}/${region}/${service}/aws4_request`;
    return { canonical, text: ["AWS4-HMAC-SHA256", query.get("X-Amz-Date"), scope, hash].join("\n") };
  });
  if (texts.some(({ text }) => isSame(sign(secret, presigned, text), signature))) return;
  throw s3Error("SignatureDoesNotMatch", {
    AWSAccessKeyId: accessKeyId,
    StringToSign: texts[0]?.text,
    SignatureProvided: signature,
    CanonicalRequest: texts[0]?.canonical,
  });
};

/** Throws what S3 answers to a signature of another time. */
export const checkTime = (
  now: number,
  { signedAt, expiresAt }: Pick<Presigned, "signedAt" | "expiresAt">,
): void => {
  if (now < signedAt - 15 * 60_000)
    throw s3Error("AccessDenied", { ServerTime: new Date(now) }, "Request is not yet valid");
  if (now > expiresAt)
    throw s3Error(
      "AccessDenied",
      {
        "X-Amz-Expires": (expiresAt - signedAt) / 1000,
        Expires: new Date(expiresAt),
        ServerTime: new Date(now),
      },
      "Request has expired",
    );
};
