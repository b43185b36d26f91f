import { z } from "zod";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { parseJson } from "../../core/parse-json.ts";
import { valueAt } from "../../core/values.ts";
import { compilePolicy, type Statement, verdictOf } from "../../iam/policy.ts";
import { javaMatches } from "../../vtl/java-regex.ts";
import type { Authorize } from "./authorizer.ts";
import type { Authorizer } from "./definition.ts";
import type { Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway-error.ts";
import { proxyEvent } from "./integrations/lambda.ts";
import { executionArn } from "./resources.ts";
import { functionOf, principalOf } from "./v2/target.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
const result = z.object({
  principalId: z.string(),
  policyDocument: z.unknown(),
  context: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean()], {
        error: "a context has texts, numbers and booleans, no objects or lists",
      }),
    )
    .nullish()
    .transform((context) => context ?? {}),
});

interface Verdict {
  readonly statements: readonly Statement[];
  readonly context: Readonly<Record<string, string>>;
}

const unauthorized = (cause?: unknown) => new GatewayError("UNAUTHORIZED", "Unauthorized", { cause });
const failed = (cause: unknown) =>
  new GatewayError("AUTHORIZER_FAILURE", "The authorizer failed.", { cause });

const MOST_REMEMBERED = 10_000;

/**
 * Compiles an authorizer that is a function, of a token or of the whole request, with its cache.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export const createLambdaAuthorizer = (
  cloud: Cloud,
  apiId: string,
  id: string,
  authorizer: Authorizer,
): Authorize => {
  const { type, authorizerUri, authorizerCredentials, identityValidationExpression } = authorizer;
  const ttlMs = authorizer.authorizerResultTtlInSeconds * 1000;
  if (!authorizerUri) throw new Error(`Its ${type} authorizer has no authorizerUri.`);
  const FunctionName = functionOf(authorizerUri);
  const source = executionArn(cloud, apiId, "authorizers", id);
  const principal = principalOf(authorizerCredentials, source);
  const sources = authorizer.identitySource.split(",").map((each) => compileSource(each.trim()));
  if (type === "TOKEN" && sources.length !== 1)
    throw new Error("A TOKEN authorizer has one identity source.");
  const remembered = new Map<string, { verdict: Verdict; until: number }>();

  const ask = async (exchange: Exchange, methodArn: string, token: string): Promise<Verdict> => {
    const caller: Caller = { principal, causes: [exchange.hop.id], source };
    const {
      body: _,
      isBase64Encoded: __,
      ...request
    } = proxyEvent(exchange, String(exchange.context.resourcePath));
    const event =
      type === "TOKEN" ? { type, methodArn, authorizationToken: token } : { type, methodArn, ...request };
    const input = { FunctionName, Payload: JSON.stringify(event) };
    let answer: { FunctionError?: string; Payload?: string };
    try {
      answer = (await cloud.dispatch("lambda", "Invoke", input, caller)) as typeof answer;
    } catch (cause) {
      throw failed(cause);
    }
    const { FunctionError, Payload = "" } = answer;
    // A function that throws this very word says no.
    if (FunctionError && /"errorMessage":\s*"Unauthorized"/.test(Payload)) throw unauthorized();
    if (FunctionError) throw failed(new Error(`The authorizer failed: ${Payload}`));
    try {
      const { policyDocument, principalId, context } = result.parse(parseJson(Payload));
      const texts = Object.entries(context).map(([name, value]) => [name, String(value)]);
      return {
        statements: compilePolicy(policyDocument),
        context: { ...Object.fromEntries(texts), principalId },
      };
    } catch (error) {
      const message = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      throw new GatewayError("AUTHORIZER_CONFIGURATION_ERROR", "Internal server error", {
        cause: new Error(`The authorizer has to return {principalId, policyDocument, context}: ${message}`),
      });
    }
  };

  return async (exchange) => {
    const values = sources.map((value) => value(exchange));
    if (values.some((value) => !value)) throw unauthorized();
    const [token = ""] = values;
    if (identityValidationExpression && type === "TOKEN" && !javaMatches(token, identityValidationExpression))
      throw unauthorized();
    const { context, method, path } = exchange;
    const methodArn = executionArn(cloud, apiId, String(context.stage), method + path);
    const key = JSON.stringify([context.stage, values]);
    const now = cloud.clock.now();
    let known = remembered.get(key);
    if (!known || known.until <= now) {
      known = { verdict: await ask(exchange, methodArn, token), until: now + ttlMs };
      if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
      if (ttlMs > 0) remembered.set(key, known);
    }
    const said = verdictOf(known.verdict.statements, { action: "execute-api:Invoke", resource: methodArn });
    if (said !== "Allow")
      throw new GatewayError(
        "ACCESS_DENIED",
        `User is not authorized to access this resource${said === "Deny" ? " with an explicit deny" : ""}`,
      );
    context.authorizer = known.verdict.context;
  };
};

/** `method.request.header.X`, `method.request.querystring.x`, `stageVariables.x`, `context.x`. */
const compileSource = (source: string): ((exchange: Exchange) => string | undefined) => {
  const [, place, name = ""] =
    /^(method\.request\.header|method\.request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ??
    [];
  switch (place) {
    case "method.request.header":
      return ({ parameters }) => parameters.header[name.toLowerCase()];
    case "method.request.querystring":
      return ({ parameters }) => parameters.querystring[name];
    case "stageVariables":
      return ({ stageVariables }) => stageVariables[name];
    case "context":
      return ({ context }) => {
        const value = valueAt(context, name.split("."));
        return value === undefined ? undefined : String(value);
      };
  }
  throw new Error(
    `The identity source ${source} is not of the form method.request.header.<name>, method.request.querystring.<name>, stageVariables.<name> or context.<name>.`,
  );
};
