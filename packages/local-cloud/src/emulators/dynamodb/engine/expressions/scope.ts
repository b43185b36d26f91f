import { invalid } from "../errors.ts";
import { type AttributeValue, type Item, parseValue } from "../values.ts";
import type { Operand } from "./conditions.ts";
import type { Path } from "./paths.ts";
import type { ExpressionKind } from "./tokens.ts";

/** What the placeholders of a request stand for. */
export interface Scope {
  path(kind: ExpressionKind, path: Path): Path;
  value(kind: ExpressionKind, placeholder: string): AttributeValue;
  operand(kind: ExpressionKind, operand: Operand<string>): Operand<AttributeValue>;
  /** Throws when something is given that no expression has used. */
  checkUse(): void;
}

interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
}

const checkNames = (parameter: string, names: readonly string[], form: RegExp) => {
  if (names.length === 0) throw invalid(`${parameter} must not be empty`);
  const wrong = names.find((name) => !form.test(name));
  if (wrong !== undefined) throw invalid(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
};

const parseValues = (values: Readonly<Record<string, unknown>>): Item =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      try {
        return [name, parseValue(value)];
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        if (code !== "ValidationException") throw error;
        throw invalid(`ExpressionAttributeValues contains invalid value: ${message} for key ${name}`);
      }
    }),
  );

const checkUsed = (parameter: string, given: object, used: ReadonlySet<string>) => {
  const unused = Object.keys(given).filter((name) => !used.has(name));
  if (unused.length > 0)
    throw invalid(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(", ")}}`);
};

export const createScope = ({
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: rawValues,
}: Placeholders): Scope => {
  if (names) checkNames("ExpressionAttributeNames", Object.keys(names), /^#\w+$/);
  if (rawValues) checkNames("ExpressionAttributeValues", Object.keys(rawValues), /^:\w+$/);
  const values = rawValues && parseValues(rawValues);
  const used = new Set<string>();

  const find = <Value>(
    kind: ExpressionKind,
    what: string,
    given: Readonly<Record<string, Value>> | undefined,
    placeholder: string,
  ): Value => {
    if (!given || !Object.hasOwn(given, placeholder))
      throw invalid(`Invalid ${kind}: An expression attribute ${what}: ${placeholder}`);
    used.add(placeholder);
    return given[placeholder]!;
  };
  const path: Scope["path"] = (kind, steps) =>
    steps.map((step) =>
      typeof step === "string" && step.startsWith("#")
        ? find(kind, "name used in the document path is not defined; attribute name", names, step)
        : step,
    );
  const value: Scope["value"] = (kind, placeholder) =>
    find(kind, "value used in expression is not defined; attribute value", values, placeholder);
  const operand: Scope["operand"] = (kind, raw) => {
    if (raw.kind === "path") return { kind: "path", path: path(kind, raw.path) };
    if (raw.kind === "value") return { kind: "value", value: value(kind, raw.value) };
    return { kind: "size", of: operand(kind, raw.of) };
  };

  return {
    path,
    value,
    operand,
    checkUse() {
      checkUsed("ExpressionAttributeNames", names ?? {}, used);
      checkUsed("ExpressionAttributeValues", values ?? {}, used);
    },
  };
};
