import { createHmac } from "node:crypto";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/**
 * The fields of a form that S3 takes a file with: exactly these, and nothing after `goodForSeconds`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 */
export const postPolicy = (options: {
  bucket: string;
  region: string;
  credentials: Credentials;
  now: Date;
  goodForSeconds: number;
  mostBytes: number;
  fields: Readonly<Record<string, string>>;
}): Record<string, string> => {
  const { bucket, region, credentials, now, goodForSeconds, mostBytes } = options;
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const fields = {
    ...options.fields,
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${credentials.accessKeyId}/${date}/${region}/s3/aws4_request`,
    "X-Amz-Date": time,
    ...(credentials.sessionToken && { "X-Amz-Security-Token": credentials.sessionToken }),
  };
  const policy = {
    expiration: new Date(now.getTime() + goodForSeconds * 1000).toISOString(),
    conditions: [
      { bucket },
      ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
      ["content-length-range", 0, mostBytes],
    ],
  };
  const encoded = Buffer.from(JSON.stringify(policy)).toString("base64");
  const sign = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const signingKey = [date, region, "s3", "aws4_request"].reduce<string | Buffer>(
    sign,
    `AWS4${credentials.secretAccessKey}`,
  );
  return {
    ...fields,
    Policy: encoded,
    "X-Amz-Signature": sign(signingKey, encoded).toString("hex"),
  };
};
