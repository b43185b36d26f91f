import type { DatabaseSync } from "node:sqlite";

/** What a state holds, in the order a person asks for it. */
const counted: readonly (readonly [records: string, one: string, many: string])[] = [
  ["sqs/messages", "message", "messages"],
  ["s3/objects", "object", "objects"],
  ["mailbox/messages", "e-mail or text message", "e-mails and text messages"],
];

const countOf = (database: DatabaseSync, sql: string, ...values: string[]): number =>
  Number(database.prepare(sql).get(...values)?.count ?? 0);

const amount = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** `1,204 items, 3 messages`, or nothing when there is nothing. */
export const summaryOf = (database: DatabaseSync): string => {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE name GLOB 'items_[0-9]*'").all();
  const items = tables.reduce(
    (sum, { name }) =>
      sum + countOf(database, `SELECT COUNT(*) AS count FROM "${String(name).replaceAll('"', '""')}"`),
    0,
  );
  const parts = counted.map(([records, one, many]) => {
    const count = countOf(database, "SELECT COUNT(*) AS count FROM records WHERE name = ?", records);
    return count === 0 ? [] : [amount(count, one, many)];
  });
  const running = countOf(
    database,
    "SELECT COUNT(*) AS count FROM records WHERE name = 'states/executions' AND CASE WHEN json_valid(value) THEN value ->> '$.status' = 'RUNNING' END",
  );
  if (running > 0) parts.push([`${amount(running, "execution", "executions")} under way`]);
  return [...(items === 0 ? [] : [amount(items, "item", "items")]), ...parts.flat()].join(", ");
};
