import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ZodError } from "zod";
import { AwsError } from "../core/aws-error.ts";
import type { Caller, Cloud, CredentialHolder, Emulator, Keyring, Takeover } from "../core/cloud.ts";
import type { ServiceDescription } from "../core/service.ts";
import { answer, answerError } from "./answer.ts";
import { type AwsCall, readCall, scopeOf, targetOf } from "./read-call.ts";

/** What the AWS API needs of the cloud beyond what emulators may use. */
export interface AwsApiHost extends Keyring {
  cloud: Cloud;
  emulator(service: string): Emulator | undefined;
}

/** The service a request is for: what `X-Amz-Target` tells, or else the signature. Without one, only who needs none. */
const serviceOf = (
  { cloud, emulator }: AwsApiHost,
  request: IncomingMessage,
): ServiceDescription | undefined => {
  const { scope } = scopeOf(request);
  const targeted = cloud.services.targetedBy(targetOf(request)?.[0] ?? "");
  if (scope !== undefined) return targeted ?? cloud.services.signedFor(scope);
  return targeted && emulator(targeted.name)?.unsigned ? targeted : undefined;
};

/** What reads and answers the request itself, if any: of the service in its signature, or one that claims it. */
export const takeoverOf = (
  { cloud, emulator }: AwsApiHost,
  request: IncomingMessage,
  url: URL,
): Takeover | undefined => {
  const { scope } = scopeOf(request);
  if (scope !== undefined) return emulator(cloud.services.signedFor(scope)?.name ?? "")?.takeover;
  if (targetOf(request)) return undefined;
  for (const { name } of cloud.services.all) {
    const takeover = emulator(name)?.takeover;
    if (takeover?.claims(request, url)) return takeover;
  }
  return undefined;
};

/** Whether a request is for an operation that anybody may call, such as a sign-in. */
export const needsNoSignature = (host: AwsApiHost, request: IncomingMessage): boolean => {
  const service = serviceOf(host, request);
  const operation = targetOf(request)?.[1] ?? "";
  return (service && host.emulator(service.name)?.unsigned?.has(operation)) === true;
};

/** Whoever holds keys that the local cloud did not give out: a person, a test. */
const root: CredentialHolder = { principal: { kind: "root" }, causes: () => [] };

/** Who signed a request to a virtual host, in its headers or its URL; undefined when nobody did. */
export const signerOf = (
  keys: Keyring,
  request: IncomingMessage,
  { searchParams }: URL,
): (CredentialHolder & { readonly accessKeyId: string }) | undefined => {
  const accessKeyId = scopeOf(request).accessKeyId ?? searchParams.get("X-Amz-Credential")?.split("/", 1)[0];
  if (accessKeyId === undefined) return undefined;
  return { ...(keys.holderOf(accessKeyId) ?? root), accessKeyId };
};

const asAwsError = (error: unknown, cloud: Cloud, what: string): AwsError => {
  if (error instanceof AwsError) return error;
  if (error instanceof ZodError)
    return new AwsError(
      "ValidationException",
      error.issues.map(({ path, message }) => `${path.join(".") || "input"}: ${message}`).join("; "),
      { cause: error },
    );
  cloud.warn(
    `${what} failed inside the local cloud: ${error instanceof Error ? error.stack : String(error)}`,
  );
  return new AwsError("InternalFailure", "The local cloud failed; the terminal has the details.", {
    status: 500,
  });
};

// The query protocol has a name of its own for an operation that does not exist.
const inProtocol = (error: AwsError, call: AwsCall | undefined): AwsError =>
  error.code === "UnknownOperationException" && call?.protocol === "query"
    ? new AwsError("InvalidAction", error.message, { status: error.status, cause: error })
    : error;

/** Answers a request to the AWS API in the protocol it came in. */
export const handleAwsApi = async (
  host: AwsApiHost,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: Buffer,
): Promise<void> => {
  const requestId = randomUUID();
  const { accessKeyId, scope } = scopeOf(request);
  const service = serviceOf(host, request);
  const name = service?.name ?? scope ?? "";
  const holder = (accessKeyId ? host.holderOf(accessKeyId) : undefined) ?? root;
  let call: AwsCall | undefined;
  try {
    if (!name)
      throw new AwsError(
        "MissingAuthenticationTokenException",
        "The request is not signed, so the local cloud cannot tell which AWS service it is for.",
        { status: 403 },
      );
    if (!service || !host.emulator(name)) throw notEmulated(name);
    call = readCall(request, url, body, service);
    const { operation, input } = call;
    const traceHeader = request.headers["x-amzn-trace-id"];
    const caller: Caller = {
      principal: holder.principal,
      causes: holder.causes(),
      source: holder.source,
      traceHeader: typeof traceHeader === "string" ? traceHeader : undefined,
    };
    const run = () => host.cloud.dispatch(name, operation, input, caller) as Promise<Record<string, unknown>>;
    const output = await (holder.around ? holder.around({ service: name, operation }, run) : run());
    await answer(response, call, output, requestId);
  } catch (error) {
    const failure = asAwsError(error, host.cloud, `${name} ${call?.operation ?? url.pathname}`);
    answerError(request, response, {
      service,
      error: inProtocol(failure, call),
      requestId,
      call,
    });
  }
};

const notEmulated = (service: string) =>
  new AwsError(
    "UnknownOperationException",
    `The local cloud does not emulate the service "${service}"; packages/local-cloud/README.md has the list.`,
    { status: 404 },
  );
