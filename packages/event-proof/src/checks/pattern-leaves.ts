import type { JsonSchema } from "@sourdough/events-schema";
import { compilePattern } from "sourdough-local/models";
import type { Claim } from "../context.ts";
import { suggest } from "../finding.ts";
import { type Found, findPath } from "../schema-paths.ts";

/** One field of a pattern, and what it may be. */
export interface Leaf {
  readonly path: readonly string[];
  readonly values: readonly unknown[];
}

/** Something a pattern is tried on. */
export interface Candidate {
  readonly title: string;
  readonly schema: JsonSchema;
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
export const passesAny = (values: readonly unknown[], value: unknown): boolean => {
  try {
    return compilePattern({ field: values }, { dialect: "bus" }).matches({ field: value });
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
  const present: Present[] = [];
  for (const { title, schema } of candidates) {
    const found = findPath(schema, path, title);
    if ("schemas" in found) present.push(found);
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
          present.flatMap(({ schemas }) => schemas.flatMap(constantsOf)),
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

type Present = Extract<Found, { schemas: unknown }>;

const constantsOf = ({ const: constant, enum: constants = [] }: JsonSchema): unknown[] =>
  constant === undefined ? constants : [constant];

const canBe = ({ schemas, optional }: Present, value: unknown): boolean => {
  if (isRecord(value) && value.exists === false) return optional;
  return schemas.some((schema) => {
    const constants = constantsOf(schema);
    if (constants.length > 0) return constants.some((constant) => passesAny([value], constant));
    if (isRecord(value) || schema.type === undefined) return true;
    return schema.type === "integer" ? typeof value === "number" : typeof value === schema.type;
  });
};
