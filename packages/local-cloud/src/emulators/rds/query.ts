import type { QueryProtocol } from "../../core/wire.ts";
import { element } from "../../gateway/xml.ts";

/** The items of a list are named as the list, in the singular. */
const listed = (name: string, value: unknown): string => {
  if (Array.isArray(value))
    return `<${name}>${value.map((item) => listed(name.replace(/s$/, ""), item)).join("")}</${name}>`;
  if (typeof value === "object" && value !== null) return `<${name}>${members(value)}</${name}>`;
  return element(name, value);
};

const members = (value: object) =>
  Object.entries(value)
    .map(([name, member]) => listed(name, member))
    .join("");

export const rdsQuery: QueryProtocol = {
  namespace: "http://rds.amazonaws.com/doc/2014-10-31/",
  write: (_, output) => members(output),
};
