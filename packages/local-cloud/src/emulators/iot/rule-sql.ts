import { type Filter, parseFilter } from "./topics.ts";

const SELECT_ALL = /^\s*SELECT\s+\*\s+FROM\s+'([^']+)'\s*;?\s*$/i;

/**
 * The topics that a rule selects all of; undefined when it does more than that, or has no topic filter.
 * https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-from.html
 */
export const parseRuleSql = (sql: string): Filter | undefined => {
  const [, topics] = SELECT_ALL.exec(sql) ?? [];
  const filter = topics === undefined ? undefined : parseFilter(topics);
  return filter?.group === undefined ? filter : undefined;
};
