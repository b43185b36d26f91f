import { XMLParser, XMLValidator } from "fast-xml-parser";
import { s3Error } from "../errors.ts";
import { flat, memberOf, renamed, wrapped } from "./names.ts";

export const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

// Keys may have control characters, which XML knows by their number only.
const escaped = (text: string) =>
  text
    .toWellFormed()
    .replace(/[<>&"\p{Cc}]/gu, (char) => entities[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);

const element = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (name === "Grantee") return grantee(value as Record<string, unknown>);
  if (typeof value === "object") return `<${name}>${members(value, name)}</${name}>`;
  return `<${name}>${escaped(String(value))}</${name}>`;
};

const around = (name: string, inner: string) => `<${name}>${inner}</${name}>`;

/** The one element whose kind is an attribute. */
const grantee = ({ Type, ...rest }: Record<string, unknown>): string =>
  `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${escaped(String(Type))}">${members(rest, "Grantee")}</Grantee>`;

const members = (value: object, parent: string): string =>
  Object.entries(value)
    .map(([member, inner]) => {
      if (Array.isArray(inner)) {
        const item = wrapped[member];
        if (item !== undefined)
          return around(renamed[parent]?.[member] ?? member, inner.map((one) => element(item, one)).join(""));
        return inner.map((one) => element(flat[member] ?? member, one)).join("");
      }
      return element(renamed[parent]?.[member] ?? member, inner);
    })
    .join("");

/** A document of S3: the members of `value` in an element called `root`; text, where it is no object. */
export const toXml = (root: string, value: unknown, namespace = NAMESPACE): string => {
  const inner =
    typeof value === "object" && value !== null ? members(value, root) : escaped(String(value ?? ""));
  const attribute = namespace === "" ? "" : ` xmlns="${namespace}"`;
  return `${DECLARATION}<${root}${attribute}>${inner}</${root}>`;
};

const DEEPEST = 12;
const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
});

/** Members of the SDK, of what stands in an element. */
const structure = (value: unknown, name: string, depth = 0): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) throw s3Error("MalformedXML");
  const result = Object.create(null) as Record<string, unknown>;
  for (const [child, inner] of Object.entries(value)) {
    if (child === "#text") {
      if (String(inner).trim() !== "") throw s3Error("MalformedXML");
      continue;
    }
    const item = wrapped[child];
    if (item !== undefined) {
      const items =
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[item] : undefined;
      result[child] = items === undefined ? [] : [items].flat().map((one) => structure(one, item, depth + 1));
      continue;
    }
    const { member, isItem } = memberOf(child, name);
    if (isItem) result[member] = [inner].flat().map((one) => structure(one, child, depth + 1));
    else if (Array.isArray(inner)) throw s3Error("MalformedXML");
    else result[member] = structure(inner, child, depth + 1);
  }
  return { ...result };
};

/** What a document with the root `root` says, in the members of the SDK; throws `MalformedXML` for any other. */
export const readXml = (body: Buffer, root: string): Record<string, unknown> => {
  const text = body.toString("utf8").replace(/^\uFEFF/, "");
  // Entities of a document's own could grow without end, and no client of S3 declares one.
  if (text.includes("<!") || XMLValidator.validate(text) !== true) throw s3Error("MalformedXML");
  let tree: Record<string, unknown>;
  try {
    tree = parser.parse(text) as Record<string, unknown>;
  } catch {
    throw s3Error("MalformedXML");
  }
  if (!Object.hasOwn(tree, root)) throw s3Error("MalformedXML");
  const value = structure(tree[root], root);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
};
