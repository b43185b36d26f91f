import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { FunctionBuild, Resource } from "../../core/resource-graph.ts";
import { functionArn, parseFunctionName } from "./arns.ts";
import type { aliasProperties, eventInvokeConfigProperties } from "./properties.ts";
import { functionProperties } from "./properties.ts";

/** A deployed function: its configuration as AWS would hold it, plus how to bundle it. */
export interface LambdaFunction {
  readonly name: string;
  /** Logical name in the config, `PlaceOrderFunction`: what folders and log files are called. */
  readonly logicalName: string;
  readonly arn: string;
  readonly role: string;
  readonly runtime: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logFormat: "Text" | "JSON";
  readonly logLevel?: string;
  readonly tracing: boolean;
  readonly deadLetterArn?: string;
  /** Absent: only the local number of workers limits it. */
  readonly reservedConcurrency?: number;
  readonly version: string;
  /** Executions of a durable function: how long one may take, and is kept after its end. */
  readonly durable?: { readonly executionTimeoutMs: number; readonly retentionDays: number };
  readonly build: FunctionBuild;
  /** How asynchronous invocations are retried and where their outcomes go. */
  asynchronous: AsynchronousConfig;
}

/** The handler as Lambda knows it: code that SST bundles is one file. */
export const deployedHandler = ({ build: { bundle, handler } }: LambdaFunction): string =>
  bundle ? handler : `bundle.${handler.slice(handler.lastIndexOf(".") + 1)}`;

export interface AsynchronousConfig {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeMs: number;
  readonly onFailure?: string;
  readonly onSuccess?: string;
}

/** A function found by the name and qualifier a caller gave. */
export interface FoundFunction {
  readonly fn: LambdaFunction;
  /** ARN as invoked, with the qualifier if there was one; what the handler sees as `invokedFunctionArn`. */
  readonly invokedArn: string;
  /** The version that the qualifier means: a number or `$LATEST`. */
  readonly version: string;
}

export interface FunctionRegistry {
  add(resource: Resource): LambdaFunction;
  addAlias(alias: z.output<typeof aliasProperties>, name: string): void;
  configure(config: z.output<typeof eventInvokeConfigProperties>): void;
  /** How asynchronous invocations of a function are configured, for each qualifier that has a configuration. */
  configurationsOf(
    nameOrArn: string,
  ): { readonly functionArn: string; readonly config: AsynchronousConfig }[];
  /** Throws ResourceNotFoundException for an unknown function, version or alias. */
  find(nameOrArn: string, qualifier?: string): FoundFunction;
  all(): LambdaFunction[];
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html: two more tries, six hours.
const ASYNCHRONOUS_DEFAULTS: AsynchronousConfig = { maximumRetryAttempts: 2, maximumEventAgeMs: 21_600_000 };

export const createFunctionRegistry = (cloud: Cloud): FunctionRegistry => {
  const functions = new Map<string, LambdaFunction>();
  /** Versions by the qualifiers that mean them, for each function. */
  const qualifiers = new Map<string, Map<string, string>>();
  const logicalNames = new Set<string>();
  const configurations = new Map<string, AsynchronousConfig>();

  const add = (resource: Resource) => {
    const fn = describeFunction(resource, cloud, logicalNames);
    functions.set(fn.name, fn);
    qualifiers.set(fn.name, new Map(["$LATEST", fn.version].map((version) => [version, version])));
    return fn;
  };

  const find = (nameOrArn: string, qualifier?: string): FoundFunction => {
    const parsed = parseFunctionName(nameOrArn);
    if (!parsed)
      throw new AwsError(
        "ValidationException",
        `1 validation error detected: Value '${nameOrArn}' at 'functionName' failed to satisfy constraint: it must be a function name or ARN.`,
      );
    const asked = qualifier ?? parsed.qualifier;
    const unqualified = functionArn(cloud, parsed.name);
    const invokedArn = asked ? `${unqualified}:${asked}` : unqualified;
    const fn = functions.get(parsed.name);
    const version = qualifiers.get(parsed.name)?.get(asked ?? "$LATEST");
    if (!fn || version === undefined)
      throw new AwsError("ResourceNotFoundException", `Function not found: ${invokedArn}`, {
        status: 404,
        fields: { Type: "User" },
      });
    return { fn, invokedArn, version };
  };

  return {
    add,
    find,
    addAlias: (alias, name) => {
      const { fn } = find(alias.functionName, undefined);
      const { version } = find(fn.name, alias.functionVersion);
      qualifiers.get(fn.name)!.set(name, version);
    },
    configure: (config) => {
      const { fn } = find(config.functionName, config.qualifier);
      fn.asynchronous = {
        maximumRetryAttempts: config.maximumRetryAttempts ?? ASYNCHRONOUS_DEFAULTS.maximumRetryAttempts,
        maximumEventAgeMs:
          config.maximumEventAgeInSeconds === undefined
            ? ASYNCHRONOUS_DEFAULTS.maximumEventAgeMs
            : config.maximumEventAgeInSeconds * 1000,
        onFailure: config.destinationConfig?.onFailure?.destination,
        onSuccess: config.destinationConfig?.onSuccess?.destination,
      };
      configurations.set(`${fn.arn}:${config.qualifier ?? "$LATEST"}`, fn.asynchronous);
    },
    configurationsOf: (nameOrArn) => {
      const { arn } = find(nameOrArn).fn;
      return [...configurations]
        .filter(([functionArn]) => functionArn.startsWith(`${arn}:`))
        .map(([functionArn, config]) => ({ functionArn, config }));
    },
    all: () => [...functions.values()],
  };
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_DurableConfig.html: kept for 14 days by default. */
const durableOf = ({ durableConfig }: z.output<typeof functionProperties>): LambdaFunction["durable"] =>
  durableConfig && {
    executionTimeoutMs: durableConfig.executionTimeout * 1000,
    retentionDays: durableConfig.retentionPeriod ?? 14,
  };

const describeFunction = (resource: Resource, cloud: Cloud, logicalNames: Set<string>): LambdaFunction => {
  const properties = functionProperties.parse(resource.inputs);
  const { name, version } = z.object({ name: z.string(), version: z.string() }).parse(resource.outputs);
  if (!resource.build)
    throw new Error(
      `${resource.name}: no handler to bundle. Only functions made by SST components (sst.aws.Function and subscribers) run locally.`,
    );
  const logicalName = logicalNames.has(resource.name) ? name : resource.name;
  logicalNames.add(logicalName);
  const reserved = properties.reservedConcurrentExecutions ?? -1;
  return {
    name,
    logicalName,
    version,
    arn: functionArn(cloud, name),
    role: properties.role,
    runtime: properties.runtime ?? "nodejs24.x",
    timeoutMs: (properties.timeout ?? 3) * 1000,
    memoryMb: properties.memorySize ?? 128,
    description: properties.description ?? "",
    variables: properties.environment?.variables ?? {},
    logGroup: properties.loggingConfig?.logGroup ?? `/aws/lambda/${name}`,
    logFormat: properties.loggingConfig?.logFormat ?? "Text",
    logLevel: properties.loggingConfig?.applicationLogLevel,
    tracing: properties.tracingConfig?.mode === "Active",
    deadLetterArn: properties.deadLetterConfig?.targetArn,
    reservedConcurrency: reserved >= 0 ? reserved : undefined,
    durable: durableOf(properties),
    build: resource.build,
    asynchronous: ASYNCHRONOUS_DEFAULTS,
  };
};
