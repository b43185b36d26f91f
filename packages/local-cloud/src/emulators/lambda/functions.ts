import { z } from "zod";
import { parseArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { FunctionBuild, Resource } from "../../core/resource-graph.ts";
import { functionArn, parseFunctionName } from "./arns.ts";
import { isPython, pythonHandler } from "./bundle/python.ts";
import type { aliasProperties } from "./properties.ts";
import { functionProperties } from "./properties.ts";
import { createVersions, LATEST, type Version, type Versions } from "./versions.ts";

/** A deployed function: its configuration as AWS would hold it, plus how to bundle it. */
export interface LambdaFunction {
  readonly name: string;
  /** Logical name in the config, `PlaceOrderFunction`: what folders and log files are called. */
  readonly logicalName: string;
  readonly arn: string;
  /** Not always the app's. */
  readonly region: string;
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
  reservedConcurrency?: number;
  /** ARNs of layer versions, in their order. */
  readonly layers: readonly string[];
  /** Folders here by where the function has them. */
  readonly mounts: Readonly<Record<string, string>>;
  readonly version: string;
  /** Executions of a durable function: how long one may take, and is kept after its end. */
  readonly durable?: { readonly executionTimeoutMs: number; readonly retentionDays: number };
  readonly build: FunctionBuild;
}

/** The handler as Lambda knows it: Node.js code that SST bundles is one file. */
export const deployedHandler = ({ logicalName, runtime, build }: LambdaFunction): string => {
  const { bundle, handler } = build;
  if (isPython(runtime)) return pythonHandler(logicalName, build).handler;
  return bundle ? handler : `bundle.${handler.slice(handler.lastIndexOf(".") + 1)}`;
};

/** A function found by the name and qualifier a caller gave. */
export interface FoundFunction {
  readonly fn: LambdaFunction;
  /** ARN as invoked, with the qualifier if there was one; what the handler sees as `invokedFunctionArn`. */
  readonly invokedArn: string;
  /** The version that the qualifier means: a number or `$LATEST`; of an alias with two, the one of most. */
  readonly version: string;
  /** Which code that version has, where it is not the newest. */
  readonly generation?: number;
  /** Of an alias with two versions, the one that is for the next invocation; otherwise itself. */
  choose(): FoundFunction;
}

export interface FunctionRegistry {
  add(resource: Resource): LambdaFunction;
  /** What is undefined stays. */
  change(fn: LambdaFunction, settings: Partial<LambdaFunction>): void;
  remove(fn: LambdaFunction): void;
  addAlias(alias: z.output<typeof aliasProperties>, name: string): void;
  /** Throws ResourceNotFoundException for an unknown function, version or alias. */
  find(nameOrArn: string, qualifier?: string): FoundFunction;
  /** Of a function by its name; of an unknown one, the ARN that it would have. */
  arnOf(name: string): string;
  all(): LambdaFunction[];
  /** Of a function, by its own name. */
  versionsOf(fn: LambdaFunction): Versions;
  /** Whether a published version has the code of a function, by its logical name. */
  needsCode(logicalName: string, generation: number): boolean;
}

export const createFunctionRegistry = (cloud: Cloud): FunctionRegistry => {
  const functions = new Map<string, LambdaFunction>();
  const versions = new Map<LambdaFunction, Versions>();
  const logicalNames = new Set<string>();

  const add = (resource: Resource) => {
    const fn = describeFunction(resource, cloud, logicalNames);
    functions.set(fn.name, fn);
    versions.set(fn, createVersions(fn.version));
    return fn;
  };

  const arnOf = (name: string) => functions.get(name)?.arn ?? functionArn(cloud, name);

  const find = (nameOrArn: string, qualifier?: string): FoundFunction => {
    const parsed = parseFunctionName(nameOrArn);
    if (!parsed)
      throw new AwsError(
        "ValidationException",
        `1 validation error detected: Value '${nameOrArn}' at 'functionName' failed to satisfy constraint: it must be a function name or ARN.`,
      );
    const asked = qualifier ?? parsed.qualifier;
    const unqualified = arnOf(parsed.name);
    const invokedArn = asked ? `${unqualified}:${asked}` : unqualified;
    const fn = functions.get(parsed.name);
    const known = fn && versions.get(fn);
    const found = known?.find(asked ?? LATEST);
    const missing = () =>
      new AwsError("ResourceNotFoundException", `Function not found: ${invokedArn}`, {
        status: 404,
        fields: { Type: "User" },
      });
    if (!fn || !found) throw missing();
    const asIs = ({ version, generation }: Version): FoundFunction => {
      const chosen: FoundFunction = { fn, invokedArn, version, generation, choose: () => chosen };
      return chosen;
    };
    return {
      ...asIs(found),
      choose() {
        const chosen = known?.choose(asked ?? LATEST);
        if (!chosen) throw missing();
        return asIs(chosen);
      },
    };
  };

  return {
    add,
    change(fn, settings) {
      const given = Object.entries(settings).filter(([, value]) => value !== undefined);
      Object.assign(fn, Object.fromEntries(given));
    },
    remove(fn) {
      functions.delete(fn.name);
      versions.delete(fn);
      logicalNames.delete(fn.logicalName);
    },
    find,
    arnOf,
    addAlias: (alias, name) => {
      const { fn } = find(alias.functionName, undefined);
      versions.get(fn)!.route(name, {
        functionVersion: alias.functionVersion,
        description: alias.description ?? "",
        weights: alias.routingConfig?.additionalVersionWeights ?? {},
      });
    },
    all: () => [...functions.values()],
    versionsOf: (fn) => versions.get(fn)!,
    needsCode: (logicalName, generation) =>
      [...versions].some(([fn, own]) => fn.logicalName === logicalName && own.isNeeded(generation)),
  };
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_DurableConfig.html: kept for 14 days by default. */
const durableOf = ({ durableConfig }: z.output<typeof functionProperties>): LambdaFunction["durable"] =>
  durableConfig && {
    executionTimeoutMs: durableConfig.executionTimeout * 1000,
    retentionDays: durableConfig.retentionPeriod ?? 14,
  };

const mountsOf = ({ fileSystemConfig, runtime = "" }: z.output<typeof functionProperties>, cloud: Cloud) => {
  if (fileSystemConfig && isPython(runtime))
    throw new Error(
      "file systems are mounted into Node.js functions only: leave the volume out for this stage.",
    );
  if (!fileSystemConfig) return {};
  const { arn, localMountPath } = fileSystemConfig;
  const folder = cloud.use("accessPoints")(arn);
  if (folder === undefined) throw new Error(`nothing declares the access point ${arn} that it mounts.`);
  return { [localMountPath]: folder };
};

const computed = z.object({ name: z.string(), version: z.string(), arn: z.string() });

const describeFunction = (resource: Resource, cloud: Cloud, logicalNames: Set<string>): LambdaFunction => {
  const properties = functionProperties.parse(resource.inputs);
  const { name, version, arn } = computed.parse(resource.outputs);
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
    arn,
    region: parseArn(arn)?.region ?? cloud.region,
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
    mounts: mountsOf(properties, cloud),
    reservedConcurrency: reserved >= 0 ? reserved : undefined,
    durable: durableOf(properties),
    layers: properties.layers ?? [],
    build: resource.build,
  };
};
