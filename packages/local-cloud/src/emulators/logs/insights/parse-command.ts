import type { Reader } from "./reader.ts";
import { extended, type Row } from "./row.ts";
import type { Value } from "./values.ts";

/** `user=*, method:*`: each `*` takes as little as it can, one at the end the rest. */
const globRegex = (glob: string): RegExp => {
  const parts = glob.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const last = parts.length - 1;
  return new RegExp(
    parts
      .map(
        (part, index) =>
          `${part}${index === last ? "" : index === last - 1 && parts[last] === "" ? "(.*)" : "(.*?)"}`,
      )
      .join(""),
    "s",
  );
};

const groupNames = (regex: RegExp) => [...regex.source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name!);
const groupCount = (regex: RegExp) => new RegExp(`${regex.source}|`, regex.flags).exec("")!.length - 1;

const readNames = (reader: Reader): string[] => {
  const names: string[] = [];
  do {
    const name = reader.field();
    if (name === undefined) throw reader.refuse("as takes names: write as user, method.");
    names.push(name);
  } while (reader.takes(","));
  return names;
};

/**
 * `parse @message "user=*" as user`, `parse /user=(?<user>\w+)/`: fields out of the text of one. Lines that it does not
 * fit stay as they are.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html
 */
export const readParse = (reader: Reader): { names: string[]; apply: (row: Row) => Row } => {
  const source = reader.field() ?? "@message";
  const begin = reader.at;
  const glob = reader.string();
  const regex = glob === undefined ? reader.regex() : globRegex(glob);
  if (!regex) throw reader.refuse('parse takes a "pattern with *" or a /regular expression/.', begin);
  const named = glob === undefined ? groupNames(regex) : [];
  const names = reader.takes("as") ? readNames(reader) : named;
  const count = groupCount(regex);
  if (names.length === 0 || names.length !== count)
    throw reader.refuse(
      `the pattern finds ${count} values, and there are ${names.length} names for them: write as many behind as.`,
      begin,
    );
  return {
    names,
    apply(row) {
      const text = row.get(source);
      const found = text === undefined ? undefined : regex.exec(String(text));
      if (!found) return row;
      return extended(row, new Map(names.map((name, index): [string, Value] => [name, found[index + 1]])));
    },
  };
};
