import { AwsError } from "../core/aws-error.ts";
import type { ServiceDescription } from "../core/service.ts";
import { element } from "./xml.ts";

interface Tree {
  [key: string]: Tree | string;
}

// The deepest input of these services, a message attribute in a batch, has seven names.
const DEEPEST = 32;

// Without a prototype, so that no name in a request reaches one.
const newTree = (): Tree => Object.create(null) as Tree;

/**
 * Decodes the AWS query protocol: `Action=Publish&MessageAttributes.entry.1.Name=...`. Lists are `member.N` or
 * `entry.N`; entries with a name and a value become a map.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const decodeQuery = (form: URLSearchParams): Record<string, unknown> => {
  const tree = newTree();
  for (const [path, value] of form) {
    if (path === "Action" || path === "Version") continue;
    const keys = path.split(".");
    if (keys.length > DEEPEST)
      throw new AwsError(
        "MalformedQueryString",
        `${path.slice(0, 100)}… is nested more than ${DEEPEST} deep.`,
      );
    const last = keys.pop()!;
    let node = tree;
    for (const key of keys) {
      const next = (node[key] ??= newTree());
      if (typeof next === "string")
        throw new AwsError("MalformedQueryString", `${path} has a parent with a value of its own.`);
      node = next;
    }
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

const namespaceOf = (service: ServiceDescription | undefined) => service?.wire?.query?.namespace ?? "";

export const encodeQueryAnswer = (
  service: ServiceDescription,
  operation: string,
  output: object,
  requestId: string,
): string => {
  const write = service.wire?.query?.write;
  const result = write
    ? `<${operation}Result>${write(operation, output)}</${operation}Result>`
    : element(`${operation}Result`, output);
  return `<${operation}Response xmlns="${namespaceOf(service)}">${result}<ResponseMetadata>${element("RequestId", requestId)}</ResponseMetadata></${operation}Response>`;
};

export const encodeQueryError = (
  service: ServiceDescription | undefined,
  error: AwsError,
  requestId: string,
): string => {
  const { code: Code, message: Message } = error;
  const details = {
    Type: error.status < 500 ? "Sender" : "Receiver",
    ...(service?.wire?.query?.error?.(error) ?? { Code, Message }),
  };
  return `<ErrorResponse xmlns="${namespaceOf(service)}">${element("Error", details)}${element("RequestId", requestId)}</ErrorResponse>`;
};
