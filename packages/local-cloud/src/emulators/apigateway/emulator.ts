import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import { type ApiDefinition, createDefinitions, pathOf } from "./definition.ts";
import { createDomainNames } from "./domain-names.ts";
import { apiGatewayArn, hostOf } from "./resources.ts";
import { createRestApi, type RestApi } from "./rest-api.ts";
import { createKeptUsage } from "./usage-plans.ts";
import { createV2Apis } from "./v2/serve.ts";

const ofApi = z.looseObject({ restApiId: z.string() });

/**
 * API Gateway: REST APIs, and those of its second version. REST APIs are each at `<id>.execute-api.<region>.amazonaws.com/<stage>`
 * and at the domain names that lead to them. A stage serves what the config
 * declares, without regard to which deployment it names.
 */
export const createApiGatewayEmulator = (cloud: Cloud): Emulator => {
  const domainNames = createDomainNames(cloud, {
    handle: (id, ...asked) => served.get(id)?.handle(...asked) ?? v2.handle(id, ...asked),
    upgrade: (...asked) => v2.upgrade(...asked),
    corsOf: (id) => v2.corsOf(id),
  });
  const definitions = createDefinitions(domainNames);
  const usage = createKeptUsage(cloud.state);
  const served = new Map<string, RestApi>();
  const v2 = createV2Apis(cloud, domainNames);

  const apiOf = (input: unknown): ApiDefinition => {
    const api = definitions.apis.get(parseInput(ofApi, input, "BadRequestException").restApiId);
    if (!api) throw new AwsError("NotFoundException", "Invalid API identifier specified", { status: 404 });
    return api;
  };

  return {
    service: "apigateway",
    operations: {
      GetRestApis: () => ({ items: [...definitions.apis.values()].map(({ id, name }) => ({ id, name })) }),
      GetResources(input) {
        const api = apiOf(input);
        return {
          items: [api.rootResourceId, ...api.resources.keys()].map((id) => ({
            id,
            path: pathOf(api, id),
            ...api.resources.get(id),
            resourceMethods: methodsOf(api, id),
          })),
        };
      },
      GetStages: (input) => ({
        item: [...apiOf(input).stages.values()].map(({ stageName, deployment, variables }) => ({
          stageName,
          deploymentId: deployment,
          variables,
        })),
      }),
    },
    provision: {
      ...definitions.provision,
      ...v2.provision,
      "aws:apigateway/restApi:RestApi": (resource) => {
        definitions.addApi(resource);
        const { id } = resource;
        const host = hostOf(id, cloud.region);
        cloud.serve({
          host,
          fetch: (request, context) => served.get(id)?.handle(request, context, { host }) ?? starting(),
        });
      },
    },
    start() {
      for (const [id, api] of definitions.apis) served.set(id, createRestApi(cloud, api, definitions, usage));
      v2.start();
    },
    stop: v2.stop,
    permissions: (_, input) => {
      const { restApiId } = z.looseObject({ restApiId: z.string().optional() }).parse(input ?? {});
      const path = restApiId ? `/restapis/${restApiId}` : "/restapis";
      return [{ action: "apigateway:GET", resource: apiGatewayArn(cloud, path) }];
    },
  };
};

const methodsOf = (api: ApiDefinition, resourceId: string) =>
  Object.fromEntries(
    [...api.methods.values()]
      .filter((method) => method.resourceId === resourceId)
      .map(({ httpMethod }) => [httpMethod, {}]),
  );

const starting = (): Response =>
  Response.json({ message: "The REST API is still starting." }, { status: 503 });
