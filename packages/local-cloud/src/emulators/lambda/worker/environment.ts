import { delimiter } from "node:path";
import type { Credentials } from "../../../core/cloud.ts";
import type { Account } from "../../../core/resource-type.ts";
import { deployedHandler, type LambdaFunction } from "../functions.ts";

export interface EnvironmentOptions {
  readonly account: Account;
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly taskRoot: string;
  readonly logStream: string;
  readonly version: string;
  readonly isProvisioned: boolean;
  /** Folders that are `/opt` together. */
  readonly layers: readonly string[];
}

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-layers.html: only `require` looks there.
const nodePath = (layers: readonly string[], runtime: string) =>
  layers
    .flatMap((folder) => [
      `${folder}/nodejs/${runtime.replace(/js(\d+)\.x$/, "$1")}/node_modules`,
      `${folder}/nodejs/node_modules`,
    ])
    .join(delimiter);

/**
 * The environment of a function's process: AWS's reserved variables, the function's own, and the linked resources.
 * SST puts the links into an encrypted file beside the bundle; here they are plain `SST_RESOURCE_*` variables,
 * which its SDK reads as well.
 */
export const functionEnvironment = (fn: LambdaFunction, options: EnvironmentOptions): NodeJS.ProcessEnv => {
  const { SST_KEY: _key, SST_KEY_FILE: _file, NODE_OPTIONS: _options, ...variables } = fn.variables;
  const links = Object.entries(fn.build.links).map(([name, value]) => [
    `SST_RESOURCE_${name}`,
    JSON.stringify(value),
  ]);
  return {
    LANG: "en_US.UTF-8",
    PATH: process.env.PATH,
    TZ: ":UTC",
    ...Object.fromEntries(links),
    ...variables,
    _HANDLER: deployedHandler(fn),
    AWS_REGION: options.account.region,
    AWS_DEFAULT_REGION: options.account.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: options.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: options.isProvisioned ? "provisioned-concurrency" : "on-demand",
    AWS_LAMBDA_LOG_FORMAT: fn.logFormat,
    ...(fn.logLevel && { AWS_LAMBDA_LOG_LEVEL: fn.logLevel }),
    ...(options.layers.length > 0 && { NODE_PATH: nodePath(options.layers, fn.runtime) }),
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: options.logStream,
    AWS_ACCESS_KEY_ID: options.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: options.credentials.sessionToken,
    AWS_ENDPOINT_URL: options.endpoint,
    // There is no such file on AWS either; a person's own profile must not reach a function.
    AWS_CONFIG_FILE: `${options.taskRoot}/.aws/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${options.taskRoot}/.aws/credentials`,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
    LAMBDA_TASK_ROOT: options.taskRoot,
  };
};
