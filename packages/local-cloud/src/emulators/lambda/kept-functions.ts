import { z } from "zod";
import type { Cloud, Operation } from "../../core/cloud.ts";
import { statementsIn } from "../../iam/resource-policies.ts";
import { parseFunctionName } from "./arns.ts";
import type { AsynchronousConfigs } from "./asynchronous-configs.ts";
import type { FunctionRegistry, LambdaFunction } from "./functions.ts";
import { LATEST } from "./versions.ts";

/** Fields of a function that calls change. */
const fields = {
  role: z.string(),
  runtime: z.string(),
  timeoutMs: z.number(),
  memoryMb: z.number(),
  description: z.string(),
  variables: z.record(z.string(), z.string()),
  logGroup: z.string(),
  logFormat: z.enum(["Text", "JSON"]),
  logLevel: z.string().optional(),
  deadLetterArn: z.string().optional(),
  layers: z.array(z.string()),
  reservedConcurrency: z.number().optional(),
};
const shapes = {
  versions: z.array(z.object({ version: z.string(), description: z.string() })),
  aliases: z.record(
    z.string(),
    z.object({
      functionVersion: z.string(),
      description: z.string(),
      weights: z.record(z.string(), z.number()),
    }),
  ),
  /** Statements by what is invoked. */
  policies: z.record(z.string(), z.array(z.looseObject({ Effect: z.enum(["Allow", "Deny"]) }))),
  /** Tries and destinations by what is invoked, `$LATEST` included. */
  asynchronous: z.record(
    z.string(),
    z.object({
      maximumRetryAttempts: z.number(),
      maximumEventAgeMs: z.number(),
      onFailure: z.string().optional(),
      onSuccess: z.string().optional(),
    }),
  ),
  ...fields,
};
type Setting = keyof typeof shapes;
type Values = { readonly [Name in Setting]: z.infer<(typeof shapes)[Name]> };
const settings = Object.keys(shapes) as Setting[];

/** JSON; null is what is not set. */
const change = z.object({ was: z.string().nullable(), is: z.string().nullable() });
const isReadable = (setting: string, is: string | null): boolean => {
  if (!Object.hasOwn(shapes, setting)) return false;
  try {
    return shapes[setting as Setting].safeParse(is === null ? undefined : JSON.parse(is)).success;
  } catch {
    return false;
  }
};
const changes = z
  .record(z.string(), change)
  .refine((all) => Object.entries(all).every(([setting, { is }]) => isReadable(setting, is)), {
    error: "has a setting that cannot be read",
  });
type Changes = Partial<Record<Setting, z.infer<typeof change>>>;
type Texts = Record<Setting, string | null>;

const CHANGING =
  /^(UpdateFunction(Configuration|Code)|PublishVersion|(Create|Update|Delete)Alias|(Put|Delete)FunctionConcurrency|(Add|Remove)Permission|(Put|Update|Delete)FunctionEventInvokeConfig|CreateFunction|DeleteFunction)$/;

/**
 * What calls changed of functions, over restarts: as long as the config says of it what it said before. Code that a call
 * handed in is not kept, since the sources may be others by then; versions have the code of the sources after a restart.
 */
export const createKeptFunctions = (
  { state, resourcePolicies, clock }: Pick<Cloud, "state" | "resourcePolicies" | "clock">,
  functions: FunctionRegistry,
  asynchronous: AsynchronousConfigs,
) => {
  const kept = state.records<Changes>("lambda/functions", changes);
  const declared = new Map<string, Texts>();

  const policiesOf = (fn: LambdaFunction) => {
    const versions = functions.versionsOf(fn);
    const qualifiers = [
      ...versions.all().map(({ version }) => version),
      ...versions.aliases().map(([name]) => name),
    ];
    const all = [fn.arn, ...qualifiers.map((qualifier) => `${fn.arn}:${qualifier}`)];
    return Object.fromEntries(
      all.flatMap((arn) => {
        const statements = statementsIn(resourcePolicies.policyOf(arn));
        return statements.length > 0 ? [[arn, statements]] : [];
      }),
    );
  };
  const textsOf = (fn: LambdaFunction): Texts => {
    const versions = functions.versionsOf(fn);
    const values: Partial<Record<Setting, unknown>> = {
      ...fn,
      versions: versions.all().map(({ version, description }) => ({ version, description })),
      aliases: Object.fromEntries(versions.aliases()),
      policies: policiesOf(fn),
      asynchronous: Object.fromEntries(
        asynchronous
          .allOf(fn)
          .map(({ functionArn, config: { modifiedAt: _, ...config } }) => [functionArn, config]),
      ),
    };
    return Object.fromEntries(
      settings.map((setting) => [setting, JSON.stringify(values[setting]) ?? null]),
    ) as Texts;
  };

  const note = (fn: LambdaFunction): void => {
    const was = declared.get(fn.name) ?? textsOf(fn);
    declared.set(fn.name, was);
    const is = textsOf(fn);
    const changed = settings.filter((setting) => was[setting] !== is[setting]);
    if (changed.length === 0) return void kept.delete(fn.name);
    kept.put(
      fn.name,
      Object.fromEntries(changed.map((setting) => [setting, { was: was[setting], is: is[setting] }])),
    );
  };

  /** `is` has its shape, which it was read with. */
  const apply = (fn: LambdaFunction, setting: Setting, is: string | null): void => {
    const value: unknown = is === null ? undefined : JSON.parse(is);
    const versions = functions.versionsOf(fn);
    if (setting === "versions") versions.restore(value as Values["versions"]);
    else if (setting === "aliases") {
      const aliases = value as Values["aliases"];
      for (const [name] of versions.aliases()) if (!Object.hasOwn(aliases, name)) versions.unroute(name);
      for (const [name, routing] of Object.entries(aliases)) versions.route(name, routing);
    } else if (setting === "policies") {
      const policies = value as Values["policies"];
      for (const arn of new Set([...Object.keys(policiesOf(fn)), ...Object.keys(policies)]))
        resourcePolicies.attach(
          arn,
          policies[arn] && { Version: "2012-10-17", Id: "default", Statement: policies[arn] },
        );
    } else if (setting === "asynchronous") {
      asynchronous.removeAllOf(fn);
      for (const [arn, config] of Object.entries(value as Values["asynchronous"])) {
        const qualifier = arn.slice(fn.arn.length + 1);
        const found = functions.find(fn.name, qualifier === LATEST ? undefined : qualifier);
        asynchronous.set(found, config, clock.now());
      }
    } else Object.assign(fn, { [setting]: value });
  };

  return {
    /** Takes what functions are set to now for what the config says, and makes what calls made of that. */
    restore(): void {
      for (const fn of functions.all()) declared.set(fn.name, textsOf(fn));
      for (const [name, left] of kept.read()) {
        const fn = functions.all().find((one) => one.name === name);
        if (!fn) {
          kept.delete(name);
          continue;
        }
        // Versions first: aliases point to them.
        for (const setting of settings) {
          const found = left[setting];
          if (!found || declared.get(name)?.[setting] !== found.was) continue;
          try {
            apply(fn, setting, found.is);
          } catch (error) {
            state.drop(`${setting} of function ${name}, as a call changed them: ${(error as Error).message}`);
          }
        }
        note(fn);
      }
    },
    /** The operations, of which those that change a function say so. */
    noting: <Operations extends object>(operations: Operations): Operations =>
      Object.fromEntries(
        Object.entries(operations as Record<string, Operation>).map(
          ([operation, run]): [string, Operation] => {
            if (!CHANGING.test(operation)) return [operation, run];
            return [
              operation,
              async (input, caller) => {
                const output = await run(input, caller);
                const asked = String((input as { FunctionName?: unknown }).FunctionName);
                const name = parseFunctionName(asked)?.name ?? asked;
                const fn = functions.all().find((one) => one.name === name);
                if (fn) note(fn);
                else {
                  declared.delete(name);
                  kept.delete(name);
                }
                return output;
              },
            ];
          },
        ),
      ) as Operations,
  };
};
