import { TransientError } from "@sourdough/lambda-kit";
import { AwsClient } from "aws4fetch";
import type { FileStore } from "../use-cases/ports.ts";
import { type Credentials, postPolicy } from "./post-policy.ts";

/** Seconds that a form or an address is good for. */
const goodForSeconds = 300;

const fileNameHeader = "x-amz-meta-file-name";

interface Place {
  readonly bucket: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Of a local cloud, where the bucket is in the path. */
  readonly endpoint?: string | undefined;
}

/** As Lambda's environment has it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export const placeOf = (bucket: string, environment: NodeJS.ProcessEnv): Place => ({
  bucket,
  region: environment.AWS_REGION ?? "",
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? "",
    sessionToken: environment.AWS_SESSION_TOKEN,
  },
  endpoint: environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL,
});

/**
 * Files in a bucket of S3. Two signed requests and a form do not need the SDK's client, which would be a third of the
 * function: docs/decisions/bundles.md.
 */
export const fileStore = ({ bucket, region, credentials, endpoint }: Place): FileStore => {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const s3 = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    service: "s3",
    region,
    retries: 3,
  });
  const url = endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  const addressOf = (key: string) => `${url}/${key.split("/").map(encodeURIComponent).join("/")}`;

  const send = async (address: string, init?: RequestInit) => {
    const answer = await s3.fetch(address, init);
    if (answer.ok) return answer;
    const said = `S3 answered ${answer.status} to ${init?.method ?? "GET"} ${new URL(address).pathname}: ${(await answer.text()).slice(0, 300)}`;
    throw answer.status >= 500 || answer.status === 429 ? new TransientError(said) : new Error(said);
  };

  return {
    offerUpload: async (key, { fileName, mostBytes, now }) => ({
      url,
      fields: postPolicy({
        bucket,
        region,
        credentials,
        now,
        goodForSeconds,
        mostBytes,
        fields: {
          key,
          "Content-Type": "text/csv",
          // Headers are ASCII.
          [fileNameHeader]: encodeURIComponent(fileName),
          success_action_status: "201",
        },
      }),
    }),

    async read(key, versionId) {
      const answer = await send(`${addressOf(key)}?versionId=${encodeURIComponent(versionId)}`);
      return {
        fileName: decoded(answer.headers.get(fileNameHeader)),
        chunks: answer.body ?? nothing(),
      };
    },

    async write(key, text) {
      await send(addressOf(key), { method: "PUT", body: text, headers: { "content-type": "text/csv" } });
    },

    async offerDownload(key, fileName) {
      const address = new URL(addressOf(key));
      address.searchParams.set("X-Amz-Expires", String(goodForSeconds));
      address.searchParams.set("response-content-disposition", `attachment; filename="${fileName}"`);
      return (await s3.sign(address.href, { aws: { signQuery: true } })).url;
    },
  };
};

async function* nothing(): AsyncGenerator<Uint8Array> {}

const decoded = (name: string | null) => {
  try {
    return name ? decodeURIComponent(name) : undefined;
  } catch {
    return undefined;
  }
};
