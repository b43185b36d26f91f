import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import type { LambdaOperations } from "./api.ts";
import type { FunctionRegistry, LambdaFunction } from "./functions.ts";
import type { Runner } from "./runner.ts";
import { LATEST } from "./versions.ts";

declare module "../../core/cloud.ts" {
  interface Shared {
    /** Environments that are kept ready for an alias or version. */
    provisionedConcurrency: {
      of(functionName: string, qualifier: string): number;
      /** None when it is 0. Throws what AWS refuses. */
      set(functionName: string, qualifier: string, executions: number): void;
    };
  }
}

interface Provisioned {
  readonly fn: LambdaFunction;
  readonly qualifier: string;
  readonly executions: number;
  readonly lastModified: number;
  isReady: boolean;
  /** Ends what the version before keeps, once the alias means another. */
  version: string;
}

const qualified = z.strictObject({ FunctionName: z.string(), Qualifier: z.string().min(1).max(128) });
const putInput = qualified.extend({ ProvisionedConcurrentExecutions: z.int().min(1) });

const refused = (message: string) =>
  new AwsError("InvalidParameterValueException", message, { fields: { Type: "User" } });
/** As AWS calls the members of an answer. */
const described = ({ executions, isReady, lastModified }: Provisioned) => ({
  RequestedProvisionedConcurrentExecutions: executions,
  AvailableProvisionedConcurrentExecutions: isReady ? executions : 0,
  AllocatedProvisionedConcurrentExecutions: isReady ? executions : 0,
  Status: isReady ? ("READY" as const) : ("IN_PROGRESS" as const),
  LastModified: new Date(lastModified).toISOString(),
});

/**
 * Provisioned concurrency: threads that are started before anything invokes them. Of all functions together there are
 * no more than the laptop's threads, so of many only the first are kept.
 */
export const createProvisionedConcurrency = (
  cloud: Cloud,
  functions: FunctionRegistry,
  runner: Pick<Runner, "provision">,
) => {
  const all = new Map<string, Provisioned>();
  const keyOf = (fn: LambdaFunction, qualifier: string) => `${fn.arn}:${qualifier}`;

  const find = (functionName: string, qualifier: string) => {
    const { fn } = functions.find(functionName, qualifier);
    return { fn, key: keyOf(fn, qualifier) };
  };

  const start = (one: Provisioned) => {
    const found = functions.find(one.fn.name, one.qualifier);
    one.version = found.version;
    one.isReady = false;
    void runner.provision(found, one.executions).then(() => {
      one.isReady = true;
    });
  };
  const release = ({ fn, version }: Provisioned) =>
    void runner.provision(functions.find(fn.name, version), 0);

  const set = (functionName: string, qualifier: string, executions: number) => {
    const { fn, key } = find(functionName, qualifier);
    const before = all.get(key);
    if (executions === 0) {
      if (before) release(before);
      all.delete(key);
      return undefined;
    }
    if (qualifier === LATEST)
      throw refused("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
    if (Object.keys(functions.versionsOf(fn).alias(qualifier)?.weights ?? {}).length > 0)
      throw refused("Alias with weights can not be used with Provisioned Concurrency");
    if (fn.reservedConcurrency !== undefined && executions > fn.reservedConcurrency)
      throw refused(
        `Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function`,
      );
    const one = {
      fn,
      qualifier,
      executions,
      lastModified: cloud.clock.now(),
      isReady: false,
      version: "",
    };
    all.set(key, one);
    start(one);
    return one;
  };

  cloud.offer("provisionedConcurrency", {
    of: (functionName, qualifier) => all.get(find(functionName, qualifier).key)?.executions ?? 0,
    set: (functionName, qualifier, executions) => void set(functionName, qualifier, executions),
  });

  const operations: LambdaOperations = {
    PutProvisionedConcurrencyConfig(input) {
      const asked = parseInput(putInput, input);
      return described(set(asked.FunctionName, asked.Qualifier, asked.ProvisionedConcurrentExecutions)!);
    },
    GetProvisionedConcurrencyConfig(input) {
      const { FunctionName, Qualifier } = parseInput(qualified, input);
      const found = all.get(find(FunctionName, Qualifier).key);
      if (found) return described(found);
      throw new AwsError(
        "ProvisionedConcurrencyConfigNotFoundException",
        "No Provisioned Concurrency Config found for this function",
        { status: 404, fields: { Type: "User" } },
      );
    },
    DeleteProvisionedConcurrencyConfig(input) {
      const { FunctionName, Qualifier } = parseInput(qualified, input);
      set(FunctionName, Qualifier, 0);
      return {};
    },
  };

  return {
    operations,
    set,
    /** Throws when an alias cannot have such shares, for what is ready for it. */
    checkRouting: (fn: LambdaFunction, alias: string, weights: Readonly<Record<string, number>>) => {
      if (all.has(keyOf(fn, alias)) && Object.values(weights).some((weight) => weight > 0))
        throw refused("Invalid alias configuration for Provisioned Concurrency");
    },
    /** What is ready for an alias is of the version that it means from here on. */
    moved: (fn: LambdaFunction, alias: string) => {
      const one = all.get(keyOf(fn, alias));
      if (!one || functions.find(fn.name, alias).version === one.version) return;
      release(one);
      start(one);
    },
  };
};

export type ProvisionedConcurrency = ReturnType<typeof createProvisionedConcurrency>;
