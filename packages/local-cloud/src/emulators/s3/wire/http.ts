import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller, Keyring, Takeover } from "../../../core/cloud.ts";
import type { Exchange } from "../../../http/listen.ts";
import { pageOf } from "../../../http/pages.ts";
import { HttpRefusal } from "../../../http/refusal.ts";
import { s3Error } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { type Address, addressOf, hostOf } from "./address.ts";
import { answer, answerError } from "./answer.ts";
import { allowReader, answerPreflight } from "./cors.ts";
import { answerForm, isForm } from "./form.ts";
import { senderOf } from "./identity.ts";
import { readCall } from "./read-call.ts";

const asAwsError = (error: unknown, { cloud }: S3, request: IncomingMessage): AwsError => {
  if (error instanceof AwsError) return error;
  if (error instanceof HttpRefusal)
    return new AwsError(error.status === 413 ? "EntityTooLarge" : "SlowDown", error.message, {
      status: error.status,
    });
  cloud.warn(
    `s3 ${request.method} ${(request.url ?? "").slice(0, 200)} failed inside the local cloud: ${error instanceof Error ? error.stack : String(error)}`,
  );
  return new AwsError("InternalError", "The local cloud failed; the terminal has the details.", {
    status: 500,
  });
};

/** Whether a request is S3's although no signature in its headers says so: it names a bucket, or is signed in its URL. */
const claims = ({ buckets }: S3, request: IncomingMessage, url: URL): boolean => {
  if (hostOf(url.hostname).isS3) return true;
  if (/^\/_host\/(?:[^/]+\.)?s3[.-][^/]*amazonaws\.com(?:\/|$)/i.test(request.url ?? "")) return true;
  if (/[?&]X-Amz-Credential=[^&]*%2Fs3%2Faws4_request/i.test(request.url ?? "")) return true;
  const [, bucket = ""] = /^\/([^/?]+)/.exec(request.url ?? "") ?? [];
  return buckets.find(bucket) !== undefined;
};

/** S3's own wire protocol: the gateway hands over whole requests, since objects are larger than what it holds. */
export const createHttp = (s3: S3): Takeover => {
  const serve = async (exchange: Exchange, address: Address, keys: Keyring): Promise<void> => {
    const { request, response, url } = exchange;
    const { cloud } = s3;
    const bucket = address.bucket === undefined ? undefined : s3.buckets.find(address.bucket);
    if (request.method === "OPTIONS")
      return answerPreflight(request, response, bucket, address.key !== undefined);
    allowReader(request, response, bucket);
    const isPage = pageOf(request, url) !== undefined;
    if (isForm(request, address)) return answerForm(s3, exchange, address, keys, isPage);
    const holder = senderOf(request, address, keys, cloud.clock.now(), isPage);
    const owner = request.headers["x-amz-expected-bucket-owner"];
    if (owner !== undefined && owner !== cloud.accountId) throw s3Error("AccessDenied");
    const { route, input } = await readCall(exchange, address);
    const caller: Caller = { principal: holder.principal, causes: holder.causes(), source: holder.source };
    const run = () =>
      cloud.dispatch("s3", route.operation, input, caller) as Promise<Record<string, unknown>>;
    const output = await (holder.around
      ? holder.around({ service: "s3", operation: route.operation }, run)
      : run());
    await answer(response, route, output ?? {});
  };

  return {
    claims: (request, url) => claims(s3, request, url),
    async handle(exchange, keys) {
      const { request, response, url } = exchange;
      const requestId = randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
      const hostId = randomBytes(48).toString("base64");
      response.setHeader("x-amz-request-id", requestId);
      response.setHeader("x-amz-id-2", hostId);
      response.setHeader("server", "AmazonS3");
      try {
        await serve(exchange, addressOf(request, url), keys);
      } catch (error) {
        // Its sender went away: nobody is left to answer, and nothing failed.
        if (request.destroyed && !request.complete) return;
        answerError(request, response, asAwsError(error, s3, request), requestId, hostId);
      }
    },
  };
};
