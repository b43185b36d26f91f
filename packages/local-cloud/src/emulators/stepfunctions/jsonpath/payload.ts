import { JsonPathError } from "../../../templates/json-path-error.ts";
import type { TemplateProblem } from "../jsonata/template.ts";
import { compileIntrinsic, type Query } from "./intrinsics.ts";
import { compilePath, readField } from "./path.ts";

/** A path, or a call of a function. Throws JsonPathError. */
export const compileQuery = (text: string, field: string): Query => {
  if (text.startsWith("States.")) return compileIntrinsic(text);
  const path = compilePath(text);
  return (bindings, data) => readField(path, field, bindings, data);
};

/**
 * Compiles a payload template: JSON, in which members with names that end with `.$` are paths and calls of functions.
 * What is wrong goes to `report`. https://states-language.net/#payload-template
 */
export const compilePayload = (
  value: unknown,
  field: string,
  report: (problem: TemplateProblem) => void,
): Query => {
  if (value === null || typeof value !== "object") return () => value;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compilePayload(item, `${field}/${index}`, report));
    return (bindings, data) => items.map((item) => item(bindings, data));
  }
  const members = Object.entries(value).map(([name, member]): [string, Query] => {
    if (!name.endsWith(".$")) return [name, compilePayload(member, `${field}/${name}`, report)];
    return [name.slice(0, -2), dynamic(name, member, `${field}/${name}`, report)];
  });
  return (bindings, data) =>
    Object.fromEntries(members.map(([name, member]) => [name, member(bindings, data)]));
};

const dynamic = (
  name: string,
  value: unknown,
  field: string,
  report: (problem: TemplateProblem) => void,
): Query => {
  try {
    if (typeof value === "string") return compileQuery(value, name);
    throw new JsonPathError(`${JSON.stringify(value)} is no string`);
  } catch (error) {
    const message = `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call: ${(error as Error).message}`;
    report({ field, message });
    return () => undefined;
  }
};
