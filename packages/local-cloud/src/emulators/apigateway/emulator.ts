import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Emulator, VirtualHost } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import { type ApiDefinition, createDefinitions, pathOf } from "./definition.ts";
import { apiGatewayArn, hostOf } from "./resources.ts";
import { createRestApi } from "./rest-api.ts";
import { createKeptUsage } from "./usage-plans.ts";
import { createV2Apis } from "./v2/serve.ts";

const ofApi = z.looseObject({ restApiId: z.string() });

/**
 * API Gateway: REST APIs, and those of its second version. REST APIs are each at `<id>.execute-api.<region>.amazonaws.com/<stage>`. A stage serves what the config
 * declares, without regard to which deployment it names.
 */
export const createApiGatewayEmulator = (cloud: Cloud): Emulator => {
  const definitions = createDefinitions();
  const usage = createKeptUsage(cloud.state);
  const served = new Map<string, VirtualHost>();
  const v2 = createV2Apis(cloud);

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
        cloud.serve({
          host: hostOf(id, cloud.region),
          fetch: (request, context) => served.get(id)?.fetch(request, context) ?? starting(),
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
