import type { FoundFunction, LambdaFunction } from "./functions.ts";

/** How asynchronous invocations are tried again, and where their outcomes go. */
export interface AsynchronousConfig {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeMs: number;
  readonly onFailure?: string;
  readonly onSuccess?: string;
  readonly modifiedAt: number;
}

/** What a configuration says; what it leaves out is as without one. */
export type AsynchronousSettings = Partial<Omit<AsynchronousConfig, "modifiedAt">>;

export interface OwnConfig {
  /** With the qualifier: `$LATEST` without one. */
  readonly functionArn: string;
  readonly config: AsynchronousConfig;
}

/** The configurations of functions, versions and aliases: each has its own, or none. */
export interface AsynchronousConfigs {
  of(found: FoundFunction): AsynchronousConfig;
  own(found: FoundFunction): OwnConfig | undefined;
  set(found: FoundFunction, settings: AsynchronousSettings, modifiedAt: number): OwnConfig;
  remove(found: FoundFunction): void;
  /** Of the function, and of all its versions and aliases. */
  allOf(fn: LambdaFunction): OwnConfig[];
  removeAllOf(fn: LambdaFunction): void;
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html: two more tries, six hours.
const DEFAULTS: AsynchronousConfig = {
  maximumRetryAttempts: 2,
  maximumEventAgeMs: 21_600_000,
  modifiedAt: 0,
};

const arnOf = ({ fn, invokedArn }: FoundFunction) =>
  invokedArn === fn.arn ? `${fn.arn}:$LATEST` : invokedArn;

export const createAsynchronousConfigs = (): AsynchronousConfigs => {
  const configs = new Map<string, AsynchronousConfig>();
  const allOf = ({ arn }: LambdaFunction) =>
    [...configs]
      .filter(([functionArn]) => functionArn.startsWith(`${arn}:`))
      .map(([functionArn, config]) => ({ functionArn, config }));
  return {
    of: (found) => configs.get(arnOf(found)) ?? DEFAULTS,
    own(found) {
      const functionArn = arnOf(found);
      const config = configs.get(functionArn);
      return config && { functionArn, config };
    },
    set(found, settings, modifiedAt) {
      const functionArn = arnOf(found);
      const config: AsynchronousConfig = {
        maximumRetryAttempts: settings.maximumRetryAttempts ?? DEFAULTS.maximumRetryAttempts,
        maximumEventAgeMs: settings.maximumEventAgeMs ?? DEFAULTS.maximumEventAgeMs,
        onSuccess: settings.onSuccess,
        onFailure: settings.onFailure,
        modifiedAt,
      };
      configs.set(functionArn, config);
      return { functionArn, config };
    },
    remove: (found) => void configs.delete(arnOf(found)),
    allOf,
    removeAllOf(fn) {
      for (const { functionArn } of allOf(fn)) configs.delete(functionArn);
    },
  };
};
