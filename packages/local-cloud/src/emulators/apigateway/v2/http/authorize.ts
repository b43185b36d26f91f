import { accountRoot } from "../../../../core/arn.ts";
import type { Cloud } from "../../../../core/cloud.ts";
import type { ApiDefinition, Route } from "../definition.ts";
import { forbidden } from "./error.ts";
import type { HttpExchange, Identity } from "./exchange.ts";
import { createJwtAuthorizer } from "./jwt.ts";
import { createLambdaAuthorizer } from "./lambda-authorizer.ts";

/** Lets a request pass, with what it found out; throws `HttpApiError` otherwise. */
export type Authorize = (exchange: HttpExchange, routeArn: string) => Promise<Identity | undefined>;

type Create<Result> = (authorizerId: string) => Result;

/** Compiles what routes of an API ask: each authorizer once, since routes share what it remembers. */
export const createAuthorizers = (cloud: Cloud, api: ApiDefinition): ((route: Route) => Authorize) => {
  const once = <Result>(create: Create<Result>): Create<Result> => {
    const made = new Map<string, Result>();
    return (id) => {
      const result = made.get(id) ?? create(id);
      made.set(id, result);
      return result;
    };
  };
  const authorizerOf = (id: string, type: "JWT" | "REQUEST") => {
    const authorizer = api.authorizers.get(id);
    if (!authorizer) throw new Error(`It has the authorizer ${id}, which does not exist.`);
    if (authorizer.authorizerType !== type)
      throw new Error(`It needs a ${type} authorizer, and ${authorizer.name ?? id} is none.`);
    return authorizer;
  };
  const jwt = once((id) => createJwtAuthorizer(cloud, authorizerOf(id, "JWT")));
  const lambda = once((id) => createLambdaAuthorizer(cloud, api, authorizerOf(id, "REQUEST")));

  return (route) => {
    const { authorizationType, authorizerId = "", authorizationScopes } = route;
    if (authorizationScopes.length > 0 && authorizationType !== "JWT")
      throw new Error("Scopes go with a JWT authorizer.");
    switch (authorizationType) {
      case "NONE":
        return async () => undefined;
      case "AWS_IAM":
        return async ({ signer }, routeArn) => iam(cloud, signer, routeArn);
      case "JWT": {
        const authorize = jwt(authorizerId);
        return (exchange) => authorize(exchange, route);
      }
      case "CUSTOM":
        return lambda(authorizerId);
    }
  };
};

// Signatures are not verified: whoever signs with keys that the local cloud did not give out is the root user.
const iam = (cloud: Cloud, signer: HttpExchange["signer"], resource: string): Identity => {
  if (!signer)
    throw forbidden(new Error("The request is not signed, and the route wants IAM authorization."));
  const { principal, accessKeyId } = signer;
  try {
    cloud.authorize(principal, [{ action: "execute-api:Invoke", resource }]);
  } catch (error) {
    throw forbidden(error);
  }
  const userArn = principal.kind === "role" ? principal.arn : accountRoot(cloud.accountId);
  return { kind: "iam", accessKey: accessKeyId, userArn };
};
