import { z } from "zod";
import type { Caller, Cloud } from "../../../../core/cloud.ts";
import { parseJson } from "../../../../core/parse-json.ts";
import { compilePolicy, verdictOf } from "../../../../iam/policy.ts";
import { executionArn } from "../../resources.ts";
import type { ApiDefinition, Authorizer } from "../definition.ts";
import { functionOf, principalOf } from "../target.ts";
import { forbidden, HttpApiError, internalError } from "./error.ts";
import type { HttpExchange, Identity } from "./exchange.ts";
import { compileValue } from "./mapping.ts";
import { authorizerEvent } from "./payload.ts";

const context = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((given) => given ?? {});
const simple = z.object({ isAuthorized: z.boolean(), context });
const withPolicy = z.object({
  principalId: z.string().nullish(),
  policyDocument: z.unknown().transform((document, check) => {
    try {
      return compilePolicy(document);
    } catch (error) {
      check.addIssue(`policyDocument: ${(error as Error).message}`);
      return z.NEVER;
    }
  }),
  context,
});

interface Verdict {
  readonly allows: (routeArn: string) => boolean;
  readonly identity: Identity;
}

const readSimple = (result: unknown): Verdict => {
  const { isAuthorized, context } = simple.parse(result);
  return { allows: () => isAuthorized, identity: { kind: "lambda", principalId: undefined, context } };
};

const readPolicy = (result: unknown): Verdict => {
  const { policyDocument, principalId, context } = withPolicy.parse(result);
  return {
    allows: (resource) => verdictOf(policyDocument, { action: "execute-api:Invoke", resource }) === "Allow",
    identity: { kind: "lambda", principalId: principalId ?? undefined, context },
  };
};

const MOST_REMEMBERED = 10_000;

/**
 * Compiles an authorizer that is a function, with its cache.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export const createLambdaAuthorizer = (cloud: Cloud, api: ApiDefinition, authorizer: Authorizer) => {
  const { authorizerUri, identitySources, authorizerResultTtlInSeconds: ttl } = authorizer;
  const version = authorizer.authorizerPayloadFormatVersion;
  if (!authorizerUri) throw new Error("A REQUEST authorizer needs an authorizerUri.");
  if (!version) throw new Error("A REQUEST authorizer of an HTTP API needs authorizerPayloadFormatVersion.");
  if (authorizer.enableSimpleResponses && version === "1.0")
    throw new Error("Simple responses go with authorizerPayloadFormatVersion 2.0.");
  if (ttl > 0 && identitySources.length === 0)
    throw new Error("A REQUEST authorizer that keeps its results needs an identity source.");
  const FunctionName = functionOf(authorizerUri);
  const source = executionArn(cloud, api.id, "authorizers", authorizer.id);
  const principal = principalOf(authorizer.authorizerCredentialsArn, source);
  const read = authorizer.enableSimpleResponses ? readSimple : readPolicy;
  const sources = identitySources.map(compileValue);
  const remembered = new Map<string, { verdict: Verdict; until: number }>();

  const ask = async (exchange: HttpExchange, routeArn: string, identitySource: readonly string[]) => {
    const Payload = JSON.stringify(authorizerEvent(exchange, version, { routeArn, identitySource }));
    const caller: Caller = { principal, causes: [exchange.hop.id], source };
    try {
      const answer = await cloud.call("lambda", "Invoke", { FunctionName, Payload } as never, caller);
      const text = String(answer.Payload ?? "");
      if (answer.FunctionError) throw new Error(`The authorizer failed: ${text}`);
      return read(parseJson(text));
    } catch (error) {
      if (error instanceof z.ZodError)
        throw internalError(
          new Error(
            `The authorizer ${authorizer.name} has to return ${authorizer.enableSimpleResponses ? "{isAuthorized, context}" : "{principalId, policyDocument, context}"}: ${z.prettifyError(error)}`,
          ),
        );
      throw internalError(error);
    }
  };

  return async (exchange: HttpExchange, routeArn: string): Promise<Identity> => {
    const values = sources.map((value) => value(exchange));
    if (values.some((value) => !value)) throw new HttpApiError(401, "Unauthorized");
    const key = JSON.stringify([exchange.context.stage, values]);
    const now = cloud.clock.now();
    let known = remembered.get(key);
    if (!known || known.until <= now) {
      known = { verdict: await ask(exchange, routeArn, values as string[]), until: now + ttl * 1000 };
      if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
      if (ttl > 0) remembered.set(key, known);
    }
    if (!known.verdict.allows(routeArn)) throw forbidden(new Error("The authorizer does not allow it."));
    return known.verdict.identity;
  };
};
