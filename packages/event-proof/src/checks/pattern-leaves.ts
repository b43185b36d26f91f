import { compile } from "@sourdough/local-cloud/src/patterns/index.ts";
import { suggest } from "../finding.ts";
import { fieldOf } from "../jsonata/fields.ts";
import { nobody } from "../jsonata/scope.ts";
import type { Claim } from "../proof.ts";
import { members, type Scalar, type Shape } from "../shape.ts";

/** One field of a pattern, and what it may be. */
export interface Leaf {
  readonly path: readonly string[];
  readonly values: readonly unknown[];
}

/** Something a pattern is tried on. */
export interface Candidate {
  readonly title: string;
  readonly shape: Shape;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The leaves of each branch of a pattern, given as JSON text: `$or` makes several. */
export const branchesIn = (pattern: string): Leaf[][] => {
  try {
    return branchesOf(JSON.parse(pattern), []);
  } catch {
    return [];
  }
};

const branchesOf = (pattern: unknown, path: readonly string[]): Leaf[][] => {
  if (Array.isArray(pattern)) return [[{ path, values: pattern }]];
  if (!isRecord(pattern)) return [[]];
  return Object.entries(pattern).reduce<Leaf[][]>(
    (branches, [key, inner]) => {
      const options =
        key === "$or" && Array.isArray(inner)
          ? inner.flatMap((branch) => branchesOf(branch, path))
          : branchesOf(inner, [...path, ...key.split(".")]);
      return branches.flatMap((leaves) => options.map((option) => [...leaves, ...option]));
    },
    [[]],
  );
};

/** Whether a value passes one of the tests of a leaf. */
export const passesAny = (values: readonly unknown[], value: Scalar): boolean => {
  try {
    return compile({ field: values }, { dialect: "bus" }).matches({ field: value });
  } catch {
    return true;
  }
};

/** What is wrong with a leaf for those it is tried on. */
export const checkLeaf = (
  subject: string,
  { path, values }: Leaf,
  candidates: readonly Candidate[],
): Omit<Claim, "resource">[] => {
  const claims: Omit<Claim, "resource">[] = [];
  const present: Found[] = [];
  for (const { title, shape } of candidates) {
    const found = lookUp(shape, path);
    if ("shape" in found) present.push(found);
    else if (!values.every((value) => isRecord(value) && value.exists === false))
      claims.push({
        code: "path.missing",
        problem: `${subject} looks at ${path.join(".")}, which ${title} does not have.`,
        rule: "A pattern on a field that is not there never matches.",
        remedy: found.remedy,
      });
  }
  if (present.length === 0) return claims;
  for (const value of values)
    if (!present.some((found) => canBe(found, value)))
      claims.push(
        cannotOccur(
          subject,
          path.join("."),
          value,
          present.flatMap(({ shape }) => literalsOf(shape)),
        ),
      );
  return claims;
};

export const cannotOccur = (
  subject: string,
  path: string,
  value: unknown,
  known: readonly unknown[],
): Omit<Claim, "resource"> => ({
  code: "pattern.impossible",
  problem: `${subject} wants ${path} to be ${JSON.stringify(value)}, which nothing it can see has.`,
  rule: "Rules and filters compare exactly; what cannot occur never matches.",
  remedy:
    known.length > 0
      ? suggest(String(value), known.map(String))
      : "Look for what the contract says of the field.",
});

interface Found {
  readonly shape: Shape;
  readonly optional: boolean;
}

const lookUp = (start: Shape, path: readonly string[]): Found | { readonly remedy: string } => {
  let remedy: string | undefined;
  const observer = {
    ...nobody,
    report: (problem: { remedy: string }) => {
      remedy ??= problem.remedy;
    },
  };
  const shape = path.reduce<Shape>((inner, name) => fieldOf(inner, name, observer), start);
  return remedy === undefined
    ? { shape, optional: members(shape).some(({ kind }) => kind === "nothing") }
    : { remedy };
};

const alternatives = (shape: Shape): Shape[] =>
  members(shape).flatMap((member) => (member.kind === "list" ? members(member.items) : [member]));

const literalsOf = (shape: Shape): unknown[] =>
  alternatives(shape).flatMap((member) => (member.kind === "literal" ? [member.value] : []));

const canBe = ({ shape, optional }: Found, value: unknown): boolean => {
  if (isRecord(value) && value.exists === false) return optional;
  const isTest = isRecord(value);
  return alternatives(shape).some((member) => {
    switch (member.kind) {
      case "literal":
        return passesAny([value], member.value);
      case "text":
        return typeof value === "string" || isTest;
      case "number":
        return typeof value === "number" || isTest;
      case "boolean":
        return typeof value === "boolean" || isTest;
      case "nothing":
        return false;
      default:
        return member.kind === "any" || isTest;
    }
  });
};
