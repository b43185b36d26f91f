import type { HttpExchange, Identity } from "./exchange.ts";

// The formats: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

/**
 * What a function gets as text; all else, also forms and a body of no type, is base64. AWS does not say which types
 * these are, somebody measured them: https://github.com/ministackorg/ministack/pull/766
 */
const isText = (contentType: string | undefined): boolean =>
  /^(text\/|application\/(json|xml|javascript)\b)/i.test(contentType ?? "");

const bodyOf = ({ body, headers }: HttpExchange) => {
  const isBase64Encoded =
    body.length > 0 && (!isText(headers["content-type"]) || "content-encoding" in headers);
  return { body: body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
};

const ifAny = <Value extends object>(map: Value): Value | undefined =>
  Object.keys(map).length > 0 ? map : undefined;

const lastOf = (map: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(map).map(([name, values]) => [name, values.at(-1)]));

const authorizer20 = (identity: Identity | undefined, accountId: string) => {
  switch (identity?.kind) {
    case undefined:
      return undefined;
    case "jwt":
      return { jwt: { claims: identity.claims, scopes: identity.scopes } };
    case "lambda":
      return { lambda: identity.context };
    case "iam":
      return {
        iam: {
          accessKey: identity.accessKey,
          accountId,
          callerId: identity.accessKey,
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: identity.userArn,
          userId: identity.accessKey,
        },
      };
  }
};

/** What authorizers and functions get alike in format 2.0. */
const request20 = (exchange: HttpExchange) => {
  const { context, headers, query, rawPath, method, routeKey } = exchange;
  const { cookie, ...others } = headers;
  return {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString: exchange.rawQuery,
    cookies: cookie?.split(/;\s*/),
    headers: others,
    queryStringParameters: ifAny(
      Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.join(",")])),
    ),
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      domainName: context.domainName,
      domainPrefix: context.domainPrefix,
      http: {
        method,
        path: rawPath,
        protocol: "HTTP/1.1",
        sourceIp: headers["x-forwarded-for"],
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: context.requestId,
      routeKey,
      stage: context.stage,
      time: context.requestTime,
      timeEpoch: context.requestTimeEpoch,
    },
    pathParameters: ifAny(exchange.pathParameters),
    stageVariables: ifAny(exchange.stageVariables),
  };
};

/** The event of a function in format 2.0. */
export const event20 = (exchange: HttpExchange) => {
  const { requestContext, pathParameters, stageVariables, ...rest } = request20(exchange);
  const authorizer = authorizer20(exchange.identity, exchange.context.accountId);
  const { body, isBase64Encoded } = bodyOf(exchange);
  return {
    ...rest,
    requestContext: { ...requestContext, authorizer },
    pathParameters,
    stageVariables,
    body: body === "" ? undefined : body,
    isBase64Encoded,
  };
};

const authorizer10 = (identity: Identity | undefined) => {
  if (identity?.kind === "jwt") return { claims: identity.claims, scopes: identity.scopes };
  if (identity?.kind === "lambda") return { ...identity.context, principalId: identity.principalId };
  return { claims: null, scopes: null };
};

const request10 = (exchange: HttpExchange) => {
  const { context, query, routeKey, identity, method } = exchange;
  const resource = routeKey.split(" ").at(-1)!;
  const path = exchange.basePath + exchange.rawPath;
  const iam = identity?.kind === "iam" ? identity : undefined;
  return {
    version: "1.0",
    resource,
    path,
    httpMethod: method,
    headers: lastOf(exchange.multiValueHeaders),
    multiValueHeaders: exchange.multiValueHeaders,
    queryStringParameters: ifAny(lastOf(query)) ?? null,
    multiValueQueryStringParameters: ifAny(query) ?? null,
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      domainName: context.domainName,
      domainPrefix: context.domainPrefix,
      extendedRequestId: context.extendedRequestId,
      httpMethod: method,
      identity: {
        accessKey: iam?.accessKey ?? null,
        accountId: iam ? context.accountId : null,
        caller: iam?.accessKey ?? null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: exchange.headers["x-forwarded-for"],
        user: iam?.accessKey ?? null,
        userAgent: exchange.headers["user-agent"] ?? "",
        userArn: iam?.userArn ?? null,
      },
      path,
      protocol: "HTTP/1.1",
      requestId: context.requestId,
      requestTime: context.requestTime,
      requestTimeEpoch: context.requestTimeEpoch,
      resourceId: null,
      resourcePath: resource,
      stage: context.stage,
    },
    pathParameters: ifAny(exchange.pathParameters) ?? null,
    stageVariables: ifAny(exchange.stageVariables) ?? null,
  };
};

/** The event of a function in format 1.0, which is that of REST APIs. */
export const event10 = (exchange: HttpExchange) => {
  const { requestContext, ...rest } = request10(exchange);
  const { body, isBase64Encoded } = bodyOf(exchange);
  return {
    ...rest,
    requestContext: { ...requestContext, authorizer: authorizer10(exchange.identity) },
    body: body === "" ? null : body,
    isBase64Encoded,
  };
};

/** The event of a Lambda authorizer. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export const authorizerEvent = (
  exchange: HttpExchange,
  version: "1.0" | "2.0",
  { routeArn, identitySource }: { routeArn: string; identitySource: readonly string[] },
): object => {
  if (version === "2.0") {
    const { version: _, ...rest } = request20(exchange);
    const sources = identitySource.length > 0 ? identitySource : null;
    return { version, type: "REQUEST", routeArn, identitySource: sources, ...rest };
  }
  const { version: _, ...rest } = request10(exchange);
  const source = identitySource.length > 0 ? identitySource.join(",") : null;
  return {
    version,
    type: "REQUEST",
    methodArn: routeArn,
    identitySource: source,
    authorizationToken: source,
    ...rest,
  };
};
