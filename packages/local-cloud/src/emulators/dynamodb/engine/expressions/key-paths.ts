import type { Table } from "../catalog.ts";
import { invalid } from "../errors.ts";
import { type KeySchema, keyNames } from "../keys.ts";
import type { AttributeValue } from "../values.ts";
import { type Condition, type Operand, testsOf } from "./conditions.ts";
import type { Path } from "./paths.ts";
import type { Action, Source } from "./updates.ts";

const ofOperand = (operand: Operand<AttributeValue>): readonly Path[] => {
  if (operand.kind === "path") return [operand.path];
  return operand.kind === "size" ? ofOperand(operand.of) : [];
};

const ofSource = (source: Source<AttributeValue>): readonly Path[] => {
  if (source.kind === "path") return [source.path];
  return source.kind === "call" ? source.operands.flatMap(ofSource) : [];
};

export const pathsOfCondition = (condition: Condition<AttributeValue> | undefined): readonly Path[] =>
  condition ? testsOf(condition).flatMap(({ operands }) => operands.flatMap(ofOperand)) : [];

export const pathsOfActions = (actions: readonly Action<AttributeValue>[]): readonly Path[] =>
  actions.flatMap((action) => [action.path, ...(action.kind === "set" ? ofSource(action.source) : [])]);

/** Throws when an expression looks below an attribute of a key, of the table or of an index. */
export const checkKeyPaths = ({ key, indexes }: Table, paths: readonly Path[]): void => {
  const parents = new Set(paths.flatMap((path) => (path.length > 1 ? path[0]! : [])));
  if (parents.size === 0) return;
  const check = (schema: KeySchema, what: string) => {
    const name = keyNames(schema).find((each) => parents.has(each));
    if (name !== undefined)
      throw invalid(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${what}: ${name}`,
      );
  };
  check(key, "Key");
  for (const index of indexes) check(index.key, "IndexKey");
};
