import type { Caller, Cloud } from "../../../../core/cloud.ts";
import type { Hop } from "../../../../core/journal.ts";
import { executionArn } from "../../resources.ts";
import type { ApiDefinition, Route } from "../definition.ts";
import { type Answer, readAnswer10 } from "../http/answer.ts";
import { functionOf, principalOf } from "../target.ts";

/** A route of a WebSocket API with what it calls. */
export interface SocketRoute {
  readonly route: Route;
  /** Rejects with the reason when there is no answer. */
  call(event: object, hop: Hop, stage: string): Promise<Answer>;
}

/** Compiles the integration of a route; throws when AWS would refuse it, or when it is of a kind not emulated. */
export const compileSocketRoute = (cloud: Cloud, api: ApiDefinition, route: Route): SocketRoute => {
  const { routeKey, target, authorizationType } = route;
  if (authorizationType === "JWT") throw new Error("JWT authorizers go with HTTP APIs only.");
  if (authorizationType !== "NONE" && routeKey !== "$connect")
    throw new Error("Only $connect can have an authorizer.");
  const integration = api.integrations.get(/^integrations\/(\w+)$/.exec(target ?? "")?.[1] ?? "");
  if (!integration) throw new Error(`Its target ${target ?? "(none)"} is no integration of the API.`);
  const { integrationType, integrationUri, credentialsArn, timeoutMilliseconds } = integration;
  if (integrationType !== "AWS_PROXY" || integrationUri === undefined)
    throw new Error(
      "Its integration is not AWS_PROXY with a Lambda function, which is all that is emulated of WebSocket APIs: use one for this stage.",
    );
  if (Object.keys(integration.requestParameters).length > 0 || integration.responseParameters.length > 0)
    throw new Error(
      "Parameters of WebSocket integrations are not mapped here: leave them out for this stage.",
    );
  const FunctionName = functionOf(integrationUri);
  return {
    route,
    async call(event, hop, stage) {
      const source = executionArn(cloud, api.id, stage, routeKey);
      const caller: Caller = { principal: principalOf(credentialsArn, source), causes: [hop.id], source };
      const result = await withTimeout(
        cloud,
        timeoutMilliseconds,
        invoke(cloud, FunctionName, event, caller),
      );
      try {
        return readAnswer10(result);
      } catch (cause) {
        throw new Error(`The function has to return {statusCode, body}, and returned ${result}`, { cause });
      }
    },
  };
};

/** Calls a function with an event and gives what it returned; rejects when it failed. */
export const invoke = async (
  cloud: Cloud,
  FunctionName: string,
  event: object,
  caller: Caller,
): Promise<string> => {
  const input = { FunctionName, InvocationType: "RequestResponse", Payload: JSON.stringify(event) };
  const { FunctionError, Payload = "" } = (await cloud.dispatch("lambda", "Invoke", input, caller)) as {
    FunctionError?: string;
    Payload?: string;
  };
  if (FunctionError !== undefined) throw new FunctionFailed(Payload);
  return Payload;
};

/** What a function threw. */
export class FunctionFailed extends Error {
  override readonly name = "FunctionFailed";
  readonly payload: string;

  constructor(payload: string) {
    super(`The function failed: ${payload}`);
    this.payload = payload;
  }
}

const withTimeout = <Result>(cloud: Cloud, milliseconds: number, work: Promise<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    const cancel = cloud.clock.schedule(milliseconds, () =>
      reject(new Error(`The integration did not answer within ${milliseconds} ms.`)),
    );
    work.finally(cancel).then(resolve, reject);
  });
