import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller, CredentialHolder, Keyring, Principal, Takeover } from "../../../core/cloud.ts";
import type { Exchange } from "../../../http/listen.ts";
import { pageOf } from "../../../http/pages.ts";
import { HttpRefusal } from "../../../http/refusal.ts";
import { s3Error } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { type Address, addressIn, addressOf, hostOf } from "./address.ts";
import { answer, answerError } from "./answer.ts";
import { allowReader, answerPreflight } from "./cors.ts";
import { answerForm, isForm } from "./form.ts";
import { admitAnybody, senderOf } from "./identity.ts";
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

/** Answers as S3 does, for whoever sends it requests of others: a distribution in front of a bucket. */
export interface ObjectAnswers {
  /** `path` as in a URL of the bucket, not decoded; the request's own target and signature do not count. */
  answer(
    exchange: Exchange,
    target: { readonly bucket: string; readonly path: string; readonly search: string },
    principal: Principal,
  ): Promise<void>;
}

declare module "../../../core/cloud.ts" {
  interface Shared {
    objects: ObjectAnswers;
  }
}

/** S3's own wire protocol: the gateway hands over whole requests, since objects are larger than what it holds. */
export const createHttp = (s3: S3): Takeover & ObjectAnswers => {
  const { cloud } = s3;

  const serve = async (exchange: Exchange, address: Address, holder: CredentialHolder): Promise<void> => {
    if (holder.principal.kind === "anonymous") admitAnybody(s3, address.bucket);
    const { route, input } = await readCall(exchange, address);
    const caller: Caller = { principal: holder.principal, causes: holder.causes(), source: holder.source };
    const run = () =>
      cloud.dispatch("s3", route.operation, input, caller) as Promise<Record<string, unknown>>;
    const call = { service: "s3", operation: route.operation };
    const output = await (holder.around ? holder.around(call, run) : run());
    await answer(exchange.response, route, output ?? {});
  };

  const serveClient = async (exchange: Exchange, address: Address, keys: Keyring): Promise<void> => {
    const { request, response, url } = exchange;
    const bucket = address.bucket === undefined ? undefined : s3.buckets.find(address.bucket);
    if (request.method === "OPTIONS")
      return answerPreflight(request, response, bucket, address.key !== undefined);
    allowReader(request, response, bucket);
    const isPage = pageOf(request, url) !== undefined;
    if (isForm(request, address)) return answerForm(s3, exchange, address, keys, isPage);
    const holder = senderOf(request, address, keys, cloud.clock.now(), isPage);
    const owner = request.headers["x-amz-expected-bucket-owner"];
    if (owner !== undefined && owner !== cloud.accountId) throw s3Error("AccessDenied");
    return serve(exchange, address, holder);
  };

  /** S3 tells by it which of its machines answered. */
  const hostId = randomBytes(48).toString("base64");
  const answering = async ({ request, response }: Exchange, run: () => Promise<void>): Promise<void> => {
    const requestId = randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
    response.setHeader("x-amz-request-id", requestId);
    response.setHeader("x-amz-id-2", hostId);
    response.setHeader("server", "AmazonS3");
    try {
      await run();
    } catch (error) {
      // Its sender went away: nobody is left to answer, and nothing failed.
      if (request.destroyed && !request.complete) return;
      answerError(request, response, asAwsError(error, s3, request), requestId, hostId);
    }
  };

  return {
    claims: (request, url) => claims(s3, request, url),
    handle: (exchange, keys) =>
      answering(exchange, () => serveClient(exchange, addressOf(exchange.request, exchange.url), keys)),
    answer: (exchange, { bucket, path, search }, principal) =>
      answering(exchange, async () => {
        const address = addressIn(bucket, path, search);
        allowReader(exchange.request, exchange.response, s3.buckets.find(bucket));
        await serve(exchange, address, { principal, causes: () => [] });
      }),
  };
};
