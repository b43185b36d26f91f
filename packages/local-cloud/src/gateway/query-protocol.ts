import type { AwsError } from "../core/aws-error.ts";

type Tree = { [key: string]: Tree | string };

/**
 * Decodes the AWS query protocol: `Action=Publish&MessageAttributes.entry.1.Name=...`. Lists are `member.N` or
 * `entry.N`; entries with a name and a value become a map.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const decodeQuery = (form: URLSearchParams): Record<string, unknown> => {
  const tree: Tree = {};
  for (const [path, value] of form) {
    if (path === "Action" || path === "Version") continue;
    const keys = path.split(".");
    const last = keys.pop()!;
    let node = tree;
    for (const key of keys) node = (node[key] ??= {}) as Tree;
    node[last] = value;
  }
  return collapse(tree) as Record<string, unknown>;
};

const collapse = (node: Tree | string): unknown => {
  if (typeof node === "string") return node;
  const list = node.member ?? node.entry;
  if (list !== undefined && Object.keys(node).length === 1 && typeof list !== "string") {
    const items = Object.entries(list)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => item);
    const entries = items.map((item) => (typeof item === "string" ? undefined : entryOf(item)));
    if (node.entry !== undefined && entries.every((entry) => entry !== undefined))
      return Object.fromEntries(entries);
    return items.map(collapse);
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, collapse(value)]));
};

const entryOf = (item: Tree): [string, unknown] | undefined => {
  const key = item.key ?? item.Name;
  const value = item.value ?? item.Value;
  return typeof key === "string" && value !== undefined ? [key, collapse(value)] : undefined;
};

const escapeXml = (text: string) => text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);

// The maps of SNS and STS answers; everything else that is an object is a structure.
const maps = new Set(["Attributes"]);

const element = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value))
    return `<${name}>${value.map((item) => element("member", item)).join("")}</${name}>`;
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (typeof value === "object") {
    const members = Object.entries(value);
    const inner = maps.has(name)
      ? members.map(([key, item]) => `<entry>${element("key", key)}${element("value", item)}</entry>`)
      : members.map(([key, item]) => element(key, item));
    return `<${name}>${inner.join("")}</${name}>`;
  }
  return `<${name}>${escapeXml(String(value))}</${name}>`;
};

const namespace: Record<string, string> = {
  sns: "http://sns.amazonaws.com/doc/2010-03-31/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
};

export const encodeQueryAnswer = (service: string, operation: string, output: object, requestId: string) =>
  `<${operation}Response xmlns="${namespace[service] ?? ""}">${element(`${operation}Result`, output)}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;

export const encodeQueryError = (service: string, error: AwsError, requestId: string) =>
  `<ErrorResponse xmlns="${namespace[service] ?? ""}"><Error><Type>${error.status < 500 ? "Sender" : "Receiver"}</Type><Code>${escapeXml(error.code)}</Code>${element("Message", error.message)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
