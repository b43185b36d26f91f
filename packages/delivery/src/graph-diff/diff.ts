import { isDeepStrictEqual } from "node:util";
import type { Resource, ResourceGraph } from "sourdough-local";

/** A property that is not as it was; the path is `inlinePolicies.0.policy.Statement.1.Action`. */
export interface PropertyChange {
  readonly path: string;
  /** Undefined where it comes, or goes. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface ResourceChange {
  readonly type: string;
  readonly name: string;
  readonly change: "added" | "removed" | "changed";
  readonly properties: readonly PropertyChange[];
  /** What happens to what is in it, where something would. */
  readonly warning?: string;
}

/**
 * What holds data, and the properties that AWS cannot change in place, so that Pulumi makes another one: those with
 * "forces replacement" in https://www.pulumi.com/registry/packages/aws/api-docs/.
 */
const stateful: Readonly<Record<string, readonly string[]>> = {
  "aws:dynamodb/table:Table": ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
  "aws:s3/bucket:Bucket": ["bucket", "bucketPrefix"],
  "aws:s3/bucketV2:BucketV2": ["bucket", "bucketPrefix"],
  "aws:cognito/userPool:UserPool": ["usernameAttributes", "aliasAttributes", "usernameConfiguration"],
  "aws:kinesis/stream:Stream": ["name"],
  "aws:sqs/queue:Queue": ["name", "namePrefix", "fifoQueue"],
  "aws:cloudwatch/eventArchive:EventArchive": ["name"],
};

/** Policies, state machines and templates are JSON in a text; compared as what they say. */
const opened = (value: unknown): unknown => {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function compare(before: unknown, after: unknown, path: string): PropertyChange[] {
  const [was, is] = [opened(before), opened(after)];
  if (isDeepStrictEqual(was, is)) return [];
  if (!isObject(was) || !isObject(is) || Array.isArray(was) !== Array.isArray(is))
    return [{ path, before: was, after: is }];
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].flatMap((key) => compare(was[key], is[key], path === "" ? key : `${path}.${key}`));
}

const keyOf = ({ type, name }: Resource) => `${type}::${name}`;

function warningFor(type: string, change: ResourceChange["change"], properties: readonly PropertyChange[]) {
  const replacing = stateful[type];
  if (!replacing || change === "added") return undefined;
  if (change === "removed")
    return "goes, or stays without its stack where the stage retains it: nothing is in its place";
  const changed = replacing.filter((name) => properties.some(({ path }) => path.split(".")[0] === name));
  if (changed.length === 0) return undefined;
  return `is replaced, since ${changed.join(" and ")} cannot be changed: what is in it is not in the new one`;
}

/** What is not in one graph as it is in the other, in the order of types and names; pure. */
export function diffGraphs(
  before: Pick<ResourceGraph, "resources">,
  after: Pick<ResourceGraph, "resources">,
): ResourceChange[] {
  const [was, is] = [before, after].map(
    ({ resources }) => new Map(resources.map((resource) => [keyOf(resource), resource])),
  ) as [Map<string, Resource>, Map<string, Resource>];
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort();
  return keys.flatMap((key): ResourceChange[] => {
    const [old, next] = [was.get(key), is.get(key)];
    const { type, name } = (next ?? old)!;
    const change = !old ? "added" : !next ? "removed" : "changed";
    const properties = old && next ? compare(old.inputs, next.inputs, "") : [];
    if (change === "changed" && properties.length === 0) return [];
    const warning = warningFor(type, change, properties);
    return [{ type, name, change, properties, ...(warning && { warning }) }];
  });
}
