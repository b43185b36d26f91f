import { invalid } from "../errors.ts";
import type { Condition } from "../expressions/conditions.ts";
import { overlap, type Path } from "../expressions/paths.ts";
import type { Action, Source } from "../expressions/updates.ts";
import { type AttributeValue, type Item, typeOf } from "../values.ts";
import { readCondition } from "./condition.ts";
import { readStatement, type StatementCursor } from "./tokens.ts";
import { isValueNext, readPath, readValue } from "./values.ts";

interface Filtered {
  readonly table: string;
  readonly where?: Condition<AttributeValue>;
}
export interface Select extends Filtered {
  readonly verb: "SELECT";
  readonly index?: string;
  /** All attributes when absent. */
  readonly paths?: readonly Path[];
  readonly backward: boolean;
  /** Whether it is asked only if there is one: `EXISTS(SELECT …)`. */
  readonly isCheck: boolean;
}
export interface Insert {
  readonly verb: "INSERT";
  readonly table: string;
  readonly item: Item;
}
export interface Update extends Filtered {
  readonly verb: "UPDATE";
  readonly actions: readonly Action<AttributeValue>[];
  readonly returning?: "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD" | "UPDATED_NEW";
}
export interface Delete extends Filtered {
  readonly verb: "DELETE";
  readonly returning?: "ALL_OLD";
}
export type Statement = Select | Insert | Update | Delete;

const where = (cursor: StatementCursor) => (cursor.takeWord("WHERE") ? readCondition(cursor) : undefined);

const readSelect = (cursor: StatementCursor): Select => {
  cursor.expectWord("SELECT");
  let paths: Path[] | undefined;
  if (!cursor.take("*")) {
    paths = [readPath(cursor)];
    while (cursor.take(",")) paths.push(readPath(cursor));
  }
  cursor.expectWord("FROM");
  const table = cursor.name();
  const index = cursor.take(".") ? cursor.name() : undefined;
  const condition = where(cursor);
  let backward = false;
  if (cursor.takeWord("ORDER")) {
    cursor.expectWord("BY");
    do {
      cursor.name();
      backward = cursor.takeWord("DESC");
      if (!backward) cursor.takeWord("ASC");
    } while (cursor.take(","));
  }
  return { verb: "SELECT", table, index, paths, where: condition, backward, isCheck: false };
};

const readInsert = (cursor: StatementCursor): Insert => {
  cursor.expectWord("INSERT");
  cursor.expectWord("INTO");
  const table = cursor.name();
  cursor.expectWord("VALUE");
  const { M: item } = readValue(cursor);
  if (!item) throw invalid("Statement wasn't well formed, can't be processed: an item is a map");
  return { verb: "INSERT", table, item };
};

/** What a path is set to: a value, another path, a sum, or a function of both. */
const readSource = (cursor: StatementCursor, target: Path): Action<AttributeValue> => {
  const set = (source: Source<AttributeValue>): Action<AttributeValue> => ({
    kind: "set",
    path: target,
    source,
  });
  const operand = (): Source<AttributeValue> =>
    isValueNext(cursor)
      ? { kind: "value", value: readValue(cursor) }
      : { kind: "path", path: readPath(cursor) };
  const called = ["LIST_APPEND", "IF_NOT_EXISTS", "SET_ADD", "SET_DELETE"].find((name) =>
    cursor.isWord(name),
  );
  if (called && cursor.peek(1).text === "(") {
    cursor.next();
    cursor.expect("(");
    const first = operand();
    cursor.expect(",");
    const second = operand();
    cursor.expect(")");
    if (called === "LIST_APPEND" || called === "IF_NOT_EXISTS")
      return set({ kind: "call", name: called.toLowerCase() as "list_append", operands: [first, second] });
    if (
      first.kind !== "path" ||
      second.kind !== "value" ||
      !["SS", "NS", "BS"].includes(typeOf(second.value))
    )
      throw invalid(`${called} takes a path and a set`);
    return { kind: called === "SET_ADD" ? "add" : "delete", path: target, value: second.value };
  }
  const left = operand();
  const sign = cursor.take("+") ? "+" : cursor.take("-") ? "-" : undefined;
  return set(sign ? { kind: "call", name: sign, operands: [left, operand()] } : left);
};

const readReturning = (cursor: StatementCursor): string | undefined => {
  if (!cursor.takeWord("RETURNING")) return undefined;
  const what = cursor.takeWord("ALL") ? "ALL" : "UPDATED";
  if (what === "UPDATED") cursor.expectWord("MODIFIED");
  const when = cursor.takeWord("OLD") ? "OLD" : "NEW";
  if (when === "NEW") cursor.expectWord("NEW");
  cursor.expect("*");
  return `${what}_${when}`;
};

const readUpdate = (cursor: StatementCursor): Update => {
  cursor.expectWord("UPDATE");
  const table = cursor.name();
  const actions: Action<AttributeValue>[] = [];
  while (cursor.isWord("SET") || cursor.isWord("REMOVE")) {
    const isSet = cursor.next().text.toUpperCase() === "SET";
    do {
      const path = readPath(cursor);
      if (isSet) cursor.expect("=");
      actions.push(isSet ? readSource(cursor, path) : { kind: "remove", path });
    } while (cursor.take(","));
  }
  if (actions.length === 0) cursor.unexpected();
  const problem = overlap(actions.map(({ path }) => path));
  if (problem) throw invalid(problem);
  const condition = where(cursor);
  return {
    verb: "UPDATE",
    table,
    actions,
    where: condition,
    returning: readReturning(cursor) as Update["returning"],
  };
};

const readDelete = (cursor: StatementCursor): Delete => {
  cursor.expectWord("DELETE");
  cursor.expectWord("FROM");
  const table = cursor.name();
  const condition = where(cursor);
  const returning = readReturning(cursor);
  if (returning !== undefined && returning !== "ALL_OLD")
    throw invalid("DELETE returns nothing but ALL OLD *");
  return { verb: "DELETE", table, where: condition, returning };
};

const readAny = (cursor: StatementCursor): Statement => {
  if (cursor.isWord("SELECT")) return readSelect(cursor);
  if (cursor.isWord("INSERT")) return readInsert(cursor);
  if (cursor.isWord("UPDATE")) return readUpdate(cursor);
  if (cursor.isWord("DELETE")) return readDelete(cursor);
  cursor.expectWord("EXISTS");
  cursor.expect("(");
  const select = readSelect(cursor);
  cursor.expect(")");
  return { ...select, isCheck: true };
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html */
export const parseStatement = (text: string, parameters: readonly AttributeValue[]): Statement => {
  const cursor = readStatement(text, parameters);
  const statement = readAny(cursor);
  cursor.end();
  return statement;
};
