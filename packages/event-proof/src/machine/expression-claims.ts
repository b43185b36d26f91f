import type { Claim } from "../context.ts";
import { eventSchema, titleOf } from "../event-schema.ts";
import { suggest } from "../finding.ts";
import { findPath } from "../schema-paths.ts";
import type { EventField, Outcome } from "./observe.ts";

/** Fields that answers of AWS have only sometimes. */
const sometimes = new Set([
  ...["Item", "Items", "Attributes", "LastEvaluatedKey", "UnprocessedItems", "ErrorCode", "ErrorMessage"],
  ...["FunctionError", "Messages", "Error", "Cause"],
]);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** What is wrong with a part of an expression, after all runs. */
export const claimOf = ({
  part,
  tried,
  found,
  owner,
  field,
  gap,
}: Outcome): Omit<Claim, "resource"> | undefined => {
  if (gap && field)
    return {
      code: "path.optional",
      problem: `It puts ${field.path} of ${titleOf(field.event)} into a text; the field is optional.`,
      rule: "Where it is missing, JSONata makes the text without it and reports nothing.",
      remedy: "Guard it with $exists(...) ? ... : ..., or make the field required in a new version.",
    };
  if (found || !tried) return undefined;
  switch (part.kind) {
    case "name":
      return owner === undefined || (sometimes.has(part.name) && !field)
        ? undefined
        : missing(part.name, owner, field);
    case "variable":
      return {
        code: "expression.variable",
        problem: `It reads $${part.name}, which nothing assigns.`,
        rule: "A variable is $states, assigned by an earlier state, or bound in the expression.",
        remedy: `Look for what $${part.name} was meant to be.`,
      };
    case "function":
      return {
        code: "expression.function",
        problem: `It calls $${part.name}, which neither JSONata nor Step Functions has.`,
        rule: "Step Functions adds $partition, $range, $hash, $random, $uuid and $parse to JSONata 2.0.6.",
        remedy: `Look for the name of the function that $${part.name} was meant to be.`,
      };
    case "comparison":
      return field && !allows(field, part.constant)
        ? {
            code: "comparison.impossible",
            problem: `It compares ${field.path} of ${titleOf(field.event)} with ${JSON.stringify(part.constant)}, which no event that arrives has there.`,
            rule: "What never holds is never done.",
            remedy: "Take the value from the contract, or remove the branch.",
          }
        : undefined;
  }
};

const missing = (name: string, owner: unknown, field: EventField | undefined): Omit<Claim, "resource"> => {
  if (!isObject(owner))
    return {
      code: "path.missing",
      problem: `It reads .${name} of what is a ${typeof owner}.`,
      rule: "Only objects have fields, and a text has to be parsed first.",
      remedy: "Read the field of the object it is in, or $parse the text.",
    };
  const place = field?.path.split(".").slice(0, -1).join(".");
  const what = field ? `${place ? `detail.${place} of ` : ""}${titleOf(field.event)}` : "an object";
  const names = Object.keys(owner);
  return {
    code: "path.missing",
    problem: `It reads ${name} of ${what}, which never has such a field.`,
    rule: `There is ${names.join(", ") || "nothing in it"}.`,
    remedy: suggest(name, names),
  };
};

/** Whether the contract leaves room for a text that no value which was tried has. */
const allows = ({ event, path }: EventField, text: string): boolean => {
  const found = findPath(eventSchema(event), ["detail", ...path.split(".")], titleOf(event));
  return (
    "schemas" in found &&
    found.schemas.some((schema) => schema.const === undefined && (schema.enum?.includes(text) ?? true))
  );
};
