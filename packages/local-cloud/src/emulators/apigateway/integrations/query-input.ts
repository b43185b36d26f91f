import { decodeQuery } from "../../../gateway/query-protocol.ts";

type Shape = Record<string, unknown>;

const NUMBERS = new Set(["DelaySeconds", "MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds"]);

/** Members of the SQS query protocol that are numbered lists, and what they are called in the SDK. */
const LISTS: Record<string, string> = {
  AttributeName: "AttributeNames",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  SendMessageBatchRequestEntry: "Entries",
  DeleteMessageBatchRequestEntry: "Entries",
};
const MAPS: Record<string, string> = {
  Attribute: "Attributes",
  MessageAttribute: "MessageAttributes",
  MessageSystemAttribute: "MessageSystemAttributes",
};

/** SDK input of a request in the query protocol. SQS flattens its lists and maps, the others do not. */
export const queryInput = (service: string, form: URLSearchParams): Shape => {
  const input = decodeQuery(form);
  return service === "sqs" ? fromFlattened(input) : input;
};

const fromFlattened = (input: Shape): Shape =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (LISTS[name]) return [LISTS[name], numbered(value).map(fromItem)];
      if (MAPS[name]) return [MAPS[name], Object.fromEntries(numbered(value).map(toEntry))];
      return [name, NUMBERS.has(name) ? Number(value) : value];
    }),
  );

const numbered = (value: unknown): unknown[] =>
  Object.entries(value as Shape)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);

const fromItem = (item: unknown): unknown =>
  typeof item === "object" && item !== null ? fromFlattened(item as Shape) : item;

const toEntry = (item: unknown): [string, unknown] => {
  const { Name, Value } = item as { Name: string; Value: unknown };
  return [Name, Value];
};
