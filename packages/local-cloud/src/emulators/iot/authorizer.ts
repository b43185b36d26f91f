import { verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { parseJson } from "../../core/parse-json.ts";
import { compilePolicy, verdictOf } from "../../iam/policy.ts";

/** An authorizer of the config. */
export interface Authorizer {
  readonly name: string;
  readonly arn: string;
  readonly functionArn: string;
  readonly active: boolean;
  /** Absent where signing is disabled. */
  readonly signing?: { readonly tokenKeyName: string; readonly publicKeys: readonly string[] };
  /** Name of the parameter with the token, which is not signed. */
  readonly tokenKeyName?: string;
}

/** What a client says when it connects. */
export interface ConnectRequest {
  readonly connectionId: string;
  readonly headers: IncomingHttpHeaders;
  /** With its "?". */
  readonly queryString: string;
  readonly username?: string;
  readonly password?: Buffer;
  /** As the client sent it, which may be no id at all. */
  readonly clientId: string;
}

/** What a client may do while it is connected. */
export interface Grant {
  readonly principalId: string;
  /** `resource` is an ARN: of a client, a topic, a topic filter. */
  allows(action: string, resource: string): boolean;
  readonly refreshAfterMs?: number;
  readonly disconnectAfterMs?: number;
}

/** A client is not let in; the message says why, to whoever runs the local cloud. */
export class NotAuthorizedError extends Error {
  override readonly name = "NotAuthorizedError";
  readonly code = "NotAuthorized";
}

const seconds = z.number().int().min(300).max(86_400);
const MOST_CHARACTERS = 2048;

/** https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html */
const result = z.looseObject({
  isAuthenticated: z.boolean(),
  principalId: z.string().regex(/^[a-zA-Z0-9]{1,128}$/, "it has 1 to 128 letters and digits"),
  disconnectAfterInSeconds: seconds,
  refreshAfterInSeconds: seconds,
  policyDocuments: z
    .array(
      z.union([z.string(), z.record(z.string(), z.unknown()).transform((policy) => JSON.stringify(policy))]),
    )
    .max(10)
    .refine(
      (policies) => policies.every((policy) => policy.replace(/\s/g, "").length <= MOST_CHARACTERS),
      `a policy has at most ${MOST_CHARACTERS} characters`,
    ),
});

/** Only of a client that is let in. */
const refused = z.looseObject({ isAuthenticated: z.literal(false) });

/** Parameters of custom authentication: in the URL, in headers, or behind the "?" of the user name. */
const parametersOf = ({ headers, queryString, username = "" }: ConnectRequest) => {
  const query = new URLSearchParams(queryString);
  const [, behind = ""] = /^[^?]*\?(.*)$/s.exec(username) ?? [];
  const inUsername = new URLSearchParams(behind);
  return (name: string): string | undefined =>
    query.get(name) ?? headers[name.toLowerCase()]?.toString() ?? inUsername.get(name) ?? undefined;
};

const isSigned = (token: string, signature: string, publicKeys: readonly string[]): boolean =>
  publicKeys.some((key) => verify("RSA-SHA256", Buffer.from(token), key, Buffer.from(signature, "base64")));

/** Asks the function of an authorizer. Throws `NotAuthorizedError` for whoever is not let in. */
export const authorize = async (
  cloud: Cloud,
  authorizers: ReadonlyMap<string, Authorizer>,
  request: ConnectRequest,
  cause: Hop,
): Promise<Grant> => {
  const parameter = parametersOf(request);
  const name = parameter("x-amz-customauthorizer-name");
  if (name === undefined)
    throw new NotAuthorizedError(
      "The client names no authorizer: it has to connect to wss://<endpoint>/mqtt?x-amz-customauthorizer-name=<authorizer>, or sign the URL.",
    );
  const authorizer = authorizers.get(name);
  if (!authorizer?.active)
    throw new NotAuthorizedError(
      `There is no active authorizer ${name}; there are ${[...authorizers.keys()].join(", ") || "none"}.`,
    );
  const { signing } = authorizer;
  const token = authorizer.tokenKeyName === undefined ? undefined : parameter(authorizer.tokenKeyName);
  if (
    signing &&
    !isSigned(token ?? "", parameter("x-amz-customauthorizer-signature") ?? "", signing.publicKeys)
  )
    throw new NotAuthorizedError(
      `The token that authorizer ${name} wants as ${signing.tokenKeyName} is not signed by one of its keys.`,
    );
  const answer = await ask(cloud, authorizer, request, cause, token);
  return grantOf(answer, request.clientId);
};

const ask = async (
  cloud: Cloud,
  { name, arn, functionArn, signing }: Authorizer,
  { connectionId, headers, queryString, username, password, clientId }: ConnectRequest,
  cause: Hop,
  token: string | undefined,
): Promise<z.output<typeof result>> => {
  const event = {
    token,
    signatureVerified: signing !== undefined,
    protocols: ["tls", "http", "mqtt"],
    protocolData: {
      tls: { serverName: String(headers.host ?? "").replace(/:\d+$/, "") },
      http: {
        headers: Object.fromEntries(
          Object.entries(headers).map(([header, value]) => [header, String(value)]),
        ),
        queryString,
      },
      mqtt: { username, password: password?.toString("base64"), clientId },
    },
    connectionMetadata: { id: connectionId },
  };
  const input = { FunctionName: functionArn, Payload: JSON.stringify(event) };
  const principal = { kind: "service", service: "iot.amazonaws.com", sourceArn: arn } as const;
  const answer = (await cloud.dispatch("lambda", "Invoke", input, {
    principal,
    causes: [cause.id],
    source: arn,
  })) as { FunctionError?: string; Payload?: string };
  const { FunctionError, Payload = "" } = answer;
  if (FunctionError) throw new NotAuthorizedError(`The function of authorizer ${name} failed: ${Payload}`);
  const said = parseJson(Payload);
  if (refused.safeParse(said).success)
    throw new NotAuthorizedError(`Authorizer ${name} says that the client is not authenticated.`);
  const parsed = result.safeParse(said);
  if (!parsed.success)
    throw new NotAuthorizedError(
      `The function of authorizer ${name} has to return {isAuthenticated, principalId, disconnectAfterInSeconds, refreshAfterInSeconds, policyDocuments}: ${z.prettifyError(parsed.error)}`,
    );
  return parsed.data;
};

const grantOf = (answer: z.output<typeof result>, clientId: string): Grant => {
  const statements = answer.policyDocuments.flatMap((policy) =>
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of policies. Quotes in an id would end the text that it stands in.
    compilePolicy(policy.replaceAll("${iot:ClientId}", JSON.stringify(clientId).slice(1, -1))),
  );
  return {
    principalId: answer.principalId,
    allows: (action, resource) => verdictOf(statements, { action, resource }) === "Allow",
    refreshAfterMs: answer.refreshAfterInSeconds * 1000,
    disconnectAfterMs: answer.disconnectAfterInSeconds * 1000,
  };
};
