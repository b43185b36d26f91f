import { isRecord } from "../core/values.ts";
import type { Conjunction } from "./parse-pattern.ts";
import { matchesValue, type Scalar, type ValueTests } from "./value-tests.ts";

/** The array elements a value lies in, as pairs of array and index. */
type Membership = readonly (readonly [array: readonly unknown[], index: number])[];

interface Found {
  readonly value: Scalar;
  readonly membership: Membership;
}

interface Node {
  /** Position in the found values when a field of the pattern ends here. */
  field: number;
  /** Next nodes by key; a key may span several steps, since `{"a.b": 1}` and `{"a": {"b": 1}}` are the same field. */
  readonly next: Map<string, Node>;
}

const NOWHERE: Membership = [];
const newNode = (): Node => ({ field: -1, next: new Map() });

const buildTree = (paths: readonly string[]): Node => {
  const root = newNode();
  paths.forEach((path, field) => {
    const steps = path.split(".");
    const nodes: Node[] = [root];
    for (const step of steps) {
      const node = nodes.at(-1)!;
      const child = node.next.get(step) ?? newNode();
      node.next.set(step, child);
      nodes.push(child);
    }
    nodes.at(-1)!.field = field;
    for (let from = 0; from < steps.length; from++) {
      for (let to = from + 2; to <= steps.length; to++) {
        nodes[from]!.next.set(steps.slice(from, to).join("."), nodes[to]!);
      }
    }
  });
  return root;
};

const collect = (node: Node, value: unknown, membership: Membership, found: Found[][]): void => {
  if (value === undefined) return;
  if (typeof value !== "object" || value === null) {
    if (node.field >= 0) found[node.field]!.push({ value: value as Scalar, membership });
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      const inside = typeof element === "object" && element !== null;
      collect(node, element, inside ? [...membership, [value, index]] : membership, found);
    }
  } else {
    for (const [key, child] of node.next) {
      if (Object.hasOwn(value, key)) {
        collect(child, (value as Record<string, unknown>)[key], membership, found);
      }
    }
  }
};

/** Both memberships together, or undefined when they name different elements of one array. */
const combine = (soFar: Membership, more: Membership): Membership | undefined => {
  if (more.length === 0) return soFar;
  if (soFar.length === 0) return more;
  let combined: Membership = soFar;
  for (const pair of more) {
    const known = soFar.find(([array]) => array === pair[0]);
    if (!known) combined = [...combined, pair];
    else if (known[1] !== pair[1]) return undefined;
  }
  return combined;
};

type Requirement = readonly [field: number, tests: ValueTests];

/**
 * Whether the fields from `position` on match. Fields inside arrays of objects must match within the same
 * elements: https://github.com/aws/event-ruler#json-array-matching
 */
const satisfied = (
  requirements: readonly Requirement[],
  found: readonly Found[][],
  position: number,
  soFar: Membership,
): boolean => {
  const requirement = requirements[position];
  if (!requirement) return true;
  const values = found[requirement[0]]!;
  const tests = requirement[1];
  if (tests.absent && !values.some(({ membership }) => combine(soFar, membership))) {
    if (satisfied(requirements, found, position + 1, soFar)) return true;
  }
  let triedHere = false;
  for (const { value, membership } of values) {
    const combined = combine(soFar, membership);
    if (!combined || (combined === soFar && triedHere) || !matchesValue(tests, value)) continue;
    if (satisfied(requirements, found, position + 1, combined)) return true;
    if (combined === soFar) triedHere = true;
  }
  return false;
};

/** A field at the top that has to be there: `source`, `detail-type`. */
type TopRequirement = readonly [key: string, tests: ValueTests];

/** Whether the event lacks what is required at the top: most are of another kind than a rule wants, and say so there. */
const isOfAnotherKind = (event: unknown, required: readonly TopRequirement[]): boolean =>
  isRecord(event) &&
  required.some(([key, tests]) => {
    const value = Object.hasOwn(event, key) ? event[key] : undefined;
    if (value === undefined) return true;
    return (typeof value !== "object" || value === null) && !matchesValue(tests, value as Scalar);
  });

/** Compiles the combinations of a pattern to one test. */
export const compileMatch = (combinations: readonly Conjunction[]) => {
  const paths = [...new Set(combinations.flatMap((combination) => [...combination.keys()]))].sort();
  const fields = new Map(paths.map((path, field) => [path, field]));
  const tree = buildTree(paths);
  const alternatives = combinations.map((combination) => ({
    top: [...combination].filter(([path, tests]) => !path.includes(".") && !tests.absent),
    requirements: [...combination]
      .map(([path, tests]): Requirement => [fields.get(path)!, tests])
      .sort(([a], [b]) => a - b),
  }));
  const matches = (event: unknown): boolean => {
    const possible = alternatives.filter(({ top }) => !isOfAnotherKind(event, top));
    if (possible.length === 0) return false;
    const found: Found[][] = paths.map(() => []);
    collect(tree, event, NOWHERE, found);
    return possible.some(({ requirements }) => satisfied(requirements, found, 0, NOWHERE));
  };
  return { paths, matches };
};
