import { z } from "zod";

/** Where the resources live. */
export interface Account {
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/**
 * What the local cloud implements of one Pulumi resource type.
 *
 * `properties` is strict: a property that is not listed stops the start with a message that names it, so that
 * nothing is dropped in silence. `compute` returns what the real provider would add (`id`, `arn`, `url`, ...);
 * it must be pure and give the same answer for the same inputs on every run.
 */
export interface ResourceType<Schema extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly properties: Schema;
  compute(resource: { name: string; inputs: z.output<Schema> }, account: Account): Record<string, unknown>;
  /**
   * Why one is refused whatever its properties are; undefined when it is not. `components` are the types of those it
   * belongs to, innermost first.
   */
  refuses?(resource: { name: string; components: readonly string[] }): string | undefined;
  /** Why the type has no behaviour on a laptop (`log groups: logs go to the terminal`); absent when it has. */
  readonly inert?: string;
}

/** Types `compute` from the schema. */
export const defineResourceType = <Schema extends z.ZodType>(type: ResourceType<Schema>): ResourceType =>
  type as unknown as ResourceType;

/** Twelve lower-case letters and digits that depend on nothing but `text`: stands in for ids AWS makes up. */
export const stableId = (text: string, length = 12): string => {
  let hash = 0xcbf29ce484222325n;
  for (const char of text) hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0)!)) * 0x100000001b3n);
  return hash.toString(36).padStart(length, "0").slice(-length);
};

/** The physical name that Pulumi gives what the config does not name. */
export const physicalName = (
  logicalName: string,
  { name, namePrefix = `${logicalName}-` }: { name?: string; namePrefix?: string },
  suffix = "",
): string => name ?? `${namePrefix}${stableId(logicalName, 7)}${suffix}`;

const tags = z.record(z.string(), z.string()).optional();

/** Properties that change nothing on one machine. */
export const tagged = { tags, tagsAll: tags };
export const region = z.string().optional();
