import type { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud } from "../../../core/cloud.ts";
import type { CorsRules } from "../../../http/cors.ts";
import { pathOfHost } from "../../../http/hosts.ts";
import type { FoundFunction, FunctionRegistry, LambdaFunction } from "../functions.ts";
import type { functionUrlProperties } from "../properties.ts";
import type { Runner } from "../runner.ts";
import { functionUrlHost } from "./serve.ts";

/** How a function, or one alias of it, is called at a URL of its own. */
export interface UrlConfig {
  readonly found: FoundFunction;
  readonly host: string;
  readonly createdAt: number;
  modifiedAt: number;
  authType: "NONE" | "AWS_IAM";
  streams: boolean;
  cors: CorsRules | undefined;
}

export interface FunctionUrls {
  /** Throws ResourceConflictException where there is one. */
  add(properties: z.output<typeof functionUrlProperties>, urlId: string): UrlConfig;
  find(functionName: string, qualifier?: string): UrlConfig | undefined;
  remove(config: UrlConfig): void;
  removeAllOf(fn: LambdaFunction): void;
  of(functionName: string): UrlConfig[];
  /** Where it is called. */
  addressOf(config: UrlConfig): string;
}

export const createFunctionUrls = (
  cloud: Cloud,
  functions: FunctionRegistry,
  runner: Runner,
): FunctionUrls => {
  /** By the ARN as invoked. */
  const configs = new Map<string, UrlConfig>();
  return {
    add({ functionName, qualifier, authorizationType, invokeMode, cors }, urlId) {
      const found = functions.find(functionName, qualifier ?? undefined);
      const { invokedArn, fn } = found;
      if (configs.has(invokedArn))
        throw new AwsError(
          "ResourceConflictException",
          `Failed to create function url config for [functionArn = ${invokedArn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
          { status: 409, fields: { Type: "User" } },
        );
      const now = cloud.clock.now();
      const config: UrlConfig = {
        found,
        host: `${urlId}.lambda-url.${fn.region}.on.aws`,
        createdAt: now,
        modifiedAt: now,
        authType: authorizationType,
        streams: invokeMode === "RESPONSE_STREAM",
        cors,
      };
      configs.set(invokedArn, config);
      cloud.serve(
        functionUrlHost(cloud, runner, config.host, () =>
          configs.get(invokedArn) === config ? config : undefined,
        ),
      );
      return config;
    },
    find: (functionName, qualifier) => configs.get(functions.find(functionName, qualifier).invokedArn),
    remove: ({ found }) => void configs.delete(found.invokedArn),
    removeAllOf(fn) {
      for (const [arn, { found }] of configs) if (found.fn === fn) configs.delete(arn);
    },
    of(functionName) {
      const { fn } = functions.find(functionName);
      return [...configs.values()].filter(({ found }) => found.fn === fn);
    },
    addressOf: ({ host }) => `${cloud.endpoint}${pathOfHost(host)}/`,
  };
};
