import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { AsynchronousConfigs } from "./asynchronous-configs.ts";
import type { Bundles } from "./bundle/bundles.ts";
import { bundleRequest } from "./bundle/sst-options.ts";
import type { DeclaredInvocations } from "./declared-invocations.ts";
import type { KnownMapping } from "./event-sources/mapping.ts";
import { eventSourceMappingProperties } from "./event-sources/properties.ts";
import type { FunctionRegistry } from "./functions.ts";
import { checkLayers } from "./layers/check.ts";
import type { Layers } from "./layers/store.ts";
import type { Lineage } from "./lineage.ts";
import { addPermission } from "./policies.ts";
import {
  aliasProperties,
  eventInvokeConfigProperties,
  functionUrlProperties,
  layerVersionProperties,
  permissionProperties,
  provisionedConcurrencyProperties,
  recursionConfigProperties,
} from "./properties.ts";
import type { ProvisionedConcurrency } from "./provisioned.ts";
import type { FunctionUrls } from "./url/configs.ts";

/** Takes in what the config declares, and what calls make. */
export const createProvision = (parts: {
  readonly cloud: Cloud;
  readonly functions: FunctionRegistry;
  readonly bundles: Bundles;
  readonly layers: Layers;
  readonly asynchronousConfigs: AsynchronousConfigs;
  readonly urls: FunctionUrls;
  readonly lineage: Lineage;
  readonly provisioned: ProvisionedConcurrency;
  readonly invocations: DeclaredInvocations;
  /** `isKept` when the config says the same as in the run before. */
  addMapping(known: KnownMapping, isKept: boolean): void;
  /** What runs code, once there is some. */
  atStart(task: () => void): void;
}): NonNullable<Emulator["provision"]> => {
  const { cloud, functions, bundles, layers, asynchronousConfigs, urls } = parts;
  const { lineage, provisioned, invocations, addMapping, atStart } = parts;
  return {
    "aws:lambda/function:Function": (resource) => {
      const fn = functions.add(resource);
      try {
        checkLayers(cloud, layers, fn);
        bundles.add(bundleRequest(fn.logicalName, fn.runtime, fn.build));
      } catch (error) {
        functions.remove(fn);
        throw error;
      }
    },
    "aws:lambda/alias:Alias": ({ inputs, outputs }) =>
      functions.addAlias(aliasProperties.parse(inputs), String(outputs.name)),
    "aws:lambda/permission:Permission": ({ inputs, id }) => {
      const permission = permissionProperties.parse(inputs);
      const { invokedArn } = functions.find(permission.function, permission.qualifier ?? undefined);
      addPermission(cloud.resourcePolicies, invokedArn, id, permission);
    },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ({ inputs }) => {
      const { functionName, qualifier, destinationConfig, ...asked } =
        eventInvokeConfigProperties.parse(inputs);
      const { maximumRetryAttempts, maximumEventAgeInSeconds: seconds } = asked;
      const settings = {
        maximumRetryAttempts,
        maximumEventAgeMs: seconds === undefined ? undefined : seconds * 1000,
        onFailure: destinationConfig?.onFailure?.destination,
        onSuccess: destinationConfig?.onSuccess?.destination,
      };
      asynchronousConfigs.set(functions.find(functionName, qualifier), settings, cloud.clock.now());
    },
    "aws:lambda/layerVersion:LayerVersion": async ({ inputs }) => {
      const asked = layerVersionProperties.parse(inputs);
      await layers.publish({
        name: asked.layerName,
        description: asked.description ?? "",
        license: asked.licenseInfo,
        runtimes: asked.compatibleRuntimes,
        architectures: asked.compatibleArchitectures,
        code: asked.code.path,
      });
    },
    "aws:lambda/functionRecursionConfig:FunctionRecursionConfig": ({ inputs }) => {
      const { functionName, recursiveLoop } = recursionConfigProperties.parse(inputs);
      lineage.allow(functions.find(functionName).fn, recursiveLoop === "Allow");
    },
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": ({ name, inputs }) => {
      const { functionName, qualifier, ...asked } = provisionedConcurrencyProperties.parse(inputs);
      atStart(() =>
        naming(
          name,
          () => void provisioned.set(functionName, qualifier, asked.provisionedConcurrentExecutions),
        ),
      );
    },
    "aws:lambda/functionUrl:FunctionUrl": ({ inputs, outputs }) => {
      urls.add(functionUrlProperties.parse(inputs), String(outputs.urlId));
    },
    "aws:lambda/invocation:Invocation": invocations.add,
    "aws:lambda/eventSourceMapping:EventSourceMapping": (resource) => {
      const { name, inputs, outputs } = resource;
      const settings = eventSourceMappingProperties.parse(inputs);
      const known = { uuid: String(outputs.uuid), arn: String(outputs.arn), name, settings, declared: true };
      naming(name, () => addMapping(known, cloud.provisioned.isKept(resource)));
    },
  };
};

/** Says of which resource of the config an error is. */
export const naming = (name: string, run: () => void): void => {
  try {
    run();
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw new AwsError(cause.code, `${name}: ${cause.message}`, { fields: cause.fields, cause });
  }
};
