import { Script } from "node:vm";
import type { ParameterTier } from "@aws-sdk/client-ssm";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Account } from "../../core/resource-type.ts";
import type { State } from "../../state/state.ts";
import { parameterArn } from "./resources.ts";

type ParameterType = "String" | "StringList" | "SecureString";

export interface ParameterVersion {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string;
  readonly version: number;
  readonly modifiedAt: number;
}

interface Parameter {
  readonly type: ParameterType;
  readonly allowedPattern?: string;
  readonly tier: ParameterTier;
  readonly versions: ParameterVersion[];
  /** What the config said last; absent of those that calls made. */
  readonly declared?: string;
}

const type = z.enum(["String", "StringList", "SecureString"]);
const shape = z.looseObject({
  type,
  tier: z.string(),
  versions: z
    .array(
      z.object({
        name: z.string(),
        type,
        value: z.string(),
        version: z.number(),
        modifiedAt: z.number(),
      }),
    )
    .min(1),
});

interface PutOptions {
  readonly name: string;
  readonly type?: ParameterType | undefined;
  readonly value: string;
  readonly overwrite?: boolean | undefined;
  readonly allowedPattern?: string | undefined;
  readonly tier?: ParameterTier | undefined;
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_BYTES: Record<string, number> = { Standard: 4096, Advanced: 8192, "Intelligent-Tiering": 8192 };
const MAX_VERSIONS = 100;

const MATCH_LIMIT_MS = 200;
const match = new Script("new RegExp(pattern).test(value)");

/** In a context of its own, where a pattern that backtracks for ever ends. */
const matches = (pattern: string, value: string): boolean => {
  try {
    return match.runInNewContext({ pattern, value }, { timeout: MATCH_LIMIT_MS });
  } catch (cause) {
    throw new AwsError(
      "InvalidAllowedPatternException",
      `The request does not meet the regular expression requirement: ${pattern}`,
      { cause },
    );
  }
};

/** Parameters with their last 100 versions, found by name, ARN or `name:version`. */
export const createParameterStore = (account: Account, state: State, now: () => number) => {
  const kept = state.records<Parameter>("ssm/parameters", shape);
  const parameters = new Map(kept.read());
  /** Those of the run before that the config has not named yet. */
  const left = new Set(parameters.keys());
  const arnPrefix = parameterArn("/", account).slice(0, -1);

  const find = (selector: string): ParameterVersion | undefined => {
    const fromArn = selector.startsWith(arnPrefix) ? selector.slice(arnPrefix.length) : selector;
    const [name = "", wanted] = fromArn.split(":");
    // The ARN of `/a` and of `a` is the same.
    const parameter =
      parameters.get(name) ?? (fromArn === selector ? undefined : parameters.get(name.slice(1)));
    if (!parameter || wanted === undefined) return parameter?.versions.at(-1);
    return parameter.versions.find(({ version }) => String(version) === wanted);
  };

  const put = (options: PutOptions & { declared?: string | undefined }) => {
    const { name, value } = options;
    const known = parameters.get(name);
    if (known && !options.overwrite)
      throw new AwsError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    const type = options.type ?? known?.type;
    if (!type)
      throw new AwsError("ValidationException", "A parameter type is required when you create a parameter.");
    if (known && known.type !== type)
      throw new AwsError(
        "HierarchyTypeMismatchException",
        `The parameter ${name} has type ${known.type}; a type cannot change.`,
      );
    const tier = options.tier ?? known?.tier ?? "Standard";
    if (Buffer.byteLength(value) > (MAX_BYTES[tier] ?? 0))
      throw new AwsError(
        "ValidationException",
        `A ${tier} parameter value has at most ${MAX_BYTES[tier]} bytes.`,
      );
    const allowedPattern = options.allowedPattern ?? known?.allowedPattern;
    if (allowedPattern !== undefined && !matches(allowedPattern, value))
      throw new AwsError(
        "ParameterPatternMismatchException",
        `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
      );
    const version = (known?.versions.at(-1)?.version ?? 0) + 1;
    const versions = [...(known?.versions ?? []), { name, type, value, version, modifiedAt: now() }];
    const parameter: Parameter = {
      type,
      tier,
      allowedPattern,
      versions: versions.slice(-MAX_VERSIONS),
      declared: options.declared ?? known?.declared,
    };
    parameters.set(name, parameter);
    kept.put(name, parameter);
    return { version, tier };
  };

  return {
    find,
    get: (selector: string): ParameterVersion => {
      const version = find(selector);
      if (version) return version;
      const [, name = "", wanted] = /^(.*):([^:]*)$/.exec(selector) ?? [];
      throw find(name)
        ? new AwsError(
            "ParameterVersionNotFound",
            `Systems Manager could not find version ${wanted} of ${name}.`,
          )
        : new AwsError("ParameterNotFound", `Parameter ${selector} not found.`);
    },
    put: (options: PutOptions): { version: number; tier: ParameterTier } => put(options),
    /** As the config says it; what the run before left stays when the config says the same. */
    declare(options: PutOptions & { readonly type: ParameterType }, isKept: boolean): void {
      const { name, type, value } = options;
      const isLeft = left.delete(name);
      if (isKept && isLeft) return;
      if (isLeft && parameters.get(name)?.type !== type) parameters.delete(name);
      put({ ...options, overwrite: isLeft, declared: value });
    },
    /** Forgets what the config has no longer. */
    forgetUndeclared(): void {
      for (const name of left) {
        const { declared, versions } = parameters.get(name)!;
        if (declared === undefined) continue;
        parameters.delete(name);
        kept.delete(name);
        if (versions.at(-1)?.value !== declared)
          state.drop(`parameter ${name}, which was changed: the config has it no longer`);
      }
    },
    /** Newest versions under `path`, by name; its direct children only unless `recursive`. */
    under(path: string, recursive: boolean): ParameterVersion[] {
      const prefix = path.endsWith("/") ? path : `${path}/`;
      return [...parameters.keys()]
        .filter((name) => name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes("/")))
        .sort()
        .map((name) => parameters.get(name)!.versions.at(-1)!);
    },
  };
};
