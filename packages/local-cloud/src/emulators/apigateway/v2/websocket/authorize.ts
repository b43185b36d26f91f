import { z } from "zod";
import type { Caller, Cloud, HostContext } from "../../../../core/cloud.ts";
import type { Hop } from "../../../../core/journal.ts";
import { parseJson } from "../../../../core/parse-json.ts";
import { compilePolicy, verdictOf } from "../../../../iam/policy.ts";
import { executionArn } from "../../resources.ts";
import type { ApiDefinition, Route } from "../definition.ts";
import { functionOf, principalOf } from "../target.ts";
import { type ConnectionFacts, connectEvent, type Handshake } from "./events.ts";
import { FunctionFailed, invoke } from "./route.ts";

/** A connection that is not made; the client gets the status. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** A request for a connection, with what belongs to it. */
export interface Asking {
  readonly hop: Hop;
  readonly handshake: Handshake;
  readonly facts: ConnectionFacts;
  readonly context: object;
  readonly signer: HostContext["signer"];
}

/** Lets a client connect, with what the authorizer tells of it; throws `Refused` otherwise. */
export type AuthorizeConnection = (asking: Asking) => Promise<Readonly<Record<string, unknown>> | undefined>;

const verdict = z.object({
  principalId: z.string(),
  policyDocument: z.unknown(),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html */
export const compileConnectAuthorizer = (
  cloud: Cloud,
  api: ApiDefinition,
  { authorizationType, authorizerId = "" }: Route,
): AuthorizeConnection => {
  if (authorizationType === "NONE") return async () => undefined;
  const arnOf = ({ stage }: ConnectionFacts) => executionArn(cloud, api.id, stage, "$connect");
  if (authorizationType === "AWS_IAM")
    return async ({ signer, facts }) => {
      if (!signer) throw new Refused(403, "The request is not signed, and $connect wants IAM authorization.");
      try {
        cloud.authorize(signer.principal, [{ action: "execute-api:Invoke", resource: arnOf(facts) }]);
      } catch (cause) {
        throw new Refused(403, (cause as Error).message, { cause });
      }
      return undefined;
    };
  const authorizer = api.authorizers.get(authorizerId);
  if (!authorizer) throw new Error(`It has the authorizer ${authorizerId}, which does not exist.`);
  const { authorizerUri, authorizerCredentialsArn, identitySources } = authorizer;
  if (authorizer.authorizerType !== "REQUEST" || !authorizerUri)
    throw new Error("The authorizer of a WebSocket API is a REQUEST authorizer with an authorizerUri.");
  if (authorizer.enableSimpleResponses || authorizer.authorizerPayloadFormatVersion === "2.0")
    throw new Error("Simple responses and format 2.0 go with authorizers of HTTP APIs only.");
  const FunctionName = functionOf(authorizerUri);
  const source = executionArn(cloud, api.id, "authorizers", authorizer.id);
  const principal = principalOf(authorizerCredentialsArn, source);
  const sources = identitySources.map(compileSource);

  return async ({ hop, handshake, facts, context }) => {
    if (sources.some((value) => !value(handshake, facts)))
      throw new Refused(401, `The request lacks one of ${identitySources.join(", ")}.`);
    const methodArn = arnOf(facts);
    const caller: Caller = { principal, causes: [hop.id], source };
    const event = { type: "REQUEST", methodArn, ...connectEvent(handshake, facts, context) };
    let said: z.output<typeof verdict>;
    try {
      said = verdict.parse(parseJson(await invoke(cloud, FunctionName, event, caller)));
    } catch (cause) {
      // A function that throws this very word says no.
      if (cause instanceof FunctionFailed && /"errorMessage":\s*"Unauthorized"/.test(cause.payload))
        throw new Refused(401, "The authorizer says Unauthorized.", { cause });
      throw new Refused(
        500,
        `The authorizer has to return {principalId, policyDocument, context}: ${(cause as Error).message}`,
        { cause },
      );
    }
    const request = { action: "execute-api:Invoke", resource: methodArn };
    if (verdictOf(compilePolicy(said.policyDocument), request) !== "Allow")
      throw new Refused(403, "The policy of the authorizer does not allow it.");
    return { ...said.context, principalId: said.principalId };
  };
};

/** `route.request.header.Authorization`, `route.request.querystring.token`, `stageVariables.x`. */
const compileSource = (source: string) => {
  const [, place, name = ""] =
    /^(route\.request\.header|route\.request\.querystring|stageVariables)\.(.+)$/.exec(source) ?? [];
  if (!place)
    throw new Error(
      `The identity source ${source} is not of the form route.request.header.<name>, route.request.querystring.<name> or stageVariables.<name>.`,
    );
  return (handshake: Handshake, facts: ConnectionFacts): string | undefined => {
    switch (place) {
      case "route.request.header": {
        const headers = Object.entries(handshake.multiValueHeaders);
        return headers.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1].join(",");
      }
      case "route.request.querystring":
        return handshake.query[name]?.join(",");
      case "stageVariables":
        return facts.stageVariables[name];
    }
    return undefined;
  };
};
