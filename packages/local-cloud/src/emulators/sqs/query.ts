import type { QueryProtocol } from "../../core/wire.ts";
import { element } from "../../gateway/xml.ts";

type Shape = Record<string, unknown>;

// SQS flattens the lists and maps of the query protocol: `Attribute.1.Name=...`, `<Message>...</Message><Message>...`.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
const NUMBERS = new Set([
  "DelaySeconds",
  "MaxNumberOfMessages",
  "MaxNumberOfMessagesPerSecond",
  "MaxResults",
  "VisibilityTimeout",
  "WaitTimeSeconds",
]);

/** Members that are numbered lists, and what they are called in the SDK. */
const LISTS: Record<string, string> = {
  ActionName: "Actions",
  AttributeName: "AttributeNames",
  AWSAccountId: "AWSAccountIds",
  ChangeMessageVisibilityBatchRequestEntry: "Entries",
  DeleteMessageBatchRequestEntry: "Entries",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  SendMessageBatchRequestEntry: "Entries",
  TagKey: "TagKeys",
};
const MAPS: Record<string, string> = {
  Attribute: "Attributes",
  MessageAttribute: "MessageAttributes",
  MessageSystemAttribute: "MessageSystemAttributes",
  Tag: "Tags",
};

const WHOLE_NAMES = new Set([...Object.values(LISTS), ...Object.values(MAPS)]);

/** SDK input of a decoded request to SQS in the query protocol. */
const fromSqsQuery = (operation: string, input: Shape): Shape => {
  // The query protocol hears the newer list only where the older is absent, as recorded on AWS.
  const { MessageSystemAttributeName: newer, ...given } = input;
  const read = fromMembers({
    MessageSystemAttributeName: given.AttributeName === undefined ? newer : undefined,
    ...given,
  });
  if (operation !== "CreateQueue" || read.Tags === undefined) return read;
  const { Tags, ...others } = read;
  return { ...others, tags: Tags };
};

const fromMembers = (input: Shape): Shape =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      // An empty list or map is written under its whole name.
      if (value === undefined || (value === "" && WHOLE_NAMES.has(name))) return [];
      if (LISTS[name]) return [[LISTS[name], numbered(value).map(fromItem)]];
      if (MAPS[name]) return [[MAPS[name], Object.fromEntries(numbered(value).map(toEntry))]];
      // A structure in a number's place stays one, for the operation's schema to refuse.
      return [[name, NUMBERS.has(name) && typeof value === "string" ? Number(value) : value]];
    }),
  );

const numbered = (value: unknown): unknown[] =>
  typeof value !== "object" || value === null
    ? [value]
    : Object.entries(value)
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([, item]) => item);

const fromItem = (item: unknown): unknown =>
  typeof item === "object" && item !== null ? fromMembers(item as Shape) : item;

const toEntry = (item: unknown): [string, unknown] => {
  const { Name, Key, Value } = item as { Name?: unknown; Key?: unknown; Value: unknown };
  const key = Name ?? Key;
  return [typeof key === "string" ? key : "", Value];
};

/** What an item of a list is called in an answer. */
const itemNames: Record<string, string> = {
  Messages: "Message",
  QueueUrls: "QueueUrl",
  queueUrls: "QueueUrl",
  Failed: "BatchResultErrorEntry",
  Results: "ListMessageMoveTasksResultEntry",
};
const mapNames: Record<string, readonly [entry: string, key: string]> = {
  Attributes: ["Attribute", "Name"],
  MessageAttributes: ["MessageAttribute", "Name"],
  Tags: ["Tag", "Key"],
};

/** The inside of `<…Result>`. */
const encodeSqsResult = (operation: string, output: object): string =>
  Object.entries(output)
    .map(([name, value]) => member(operation, name, value))
    .join("");

const member = (operation: string, name: string, value: unknown): string => {
  if (value === undefined || value === null) return "";
  const map = mapNames[name];
  if (map && typeof value === "object")
    return Object.entries(value)
      .map(([key, each]) => wrap(map[0], element(map[1], key) + element("Value", each)))
      .join("");
  if (Array.isArray(value)) {
    const item = name === "Successful" ? `${operation}ResultEntry` : (itemNames[name] ?? name);
    return value
      .map((each) =>
        typeof each === "object" && each !== null
          ? wrap(item, encodeSqsResult(operation, each))
          : element(item, each),
      )
      .join("");
  }
  return element(name, value);
};

const wrap = (name: string, inner: string) => `<${name}>${inner}</${name}>`;

/** Codes that the query protocol names otherwise; clients of the JSON protocol get them in a header. */
const queryCodes: Record<string, string> = {
  KmsAccessDenied: "KMS.AccessDeniedException",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
};
const prefixed = new Set([
  "BatchEntryIdsNotDistinct",
  "BatchRequestTooLong",
  "EmptyBatchRequest",
  "InvalidBatchEntryId",
  "MessageNotInflight",
  "PurgeQueueInProgress",
  "QueueDeletedRecently",
  "TooManyEntriesInBatchRequest",
  "UnsupportedOperation",
]);

/** The name of an error in the query protocol of SQS. */
const sqsQueryCode = (code: string): string =>
  queryCodes[code] ?? (prefixed.has(code) ? `AWS.SimpleQueueService.${code}` : code);

/** Errors of the framework below SQS, which the JSON protocol names otherwise. */
const frameworkErrors: Record<string, string> = {
  InvalidParameterValue: "InvalidParameterValueException",
  MissingParameter: "MissingRequiredParameterException",
  SerializationException: "SerializationException",
  UnknownOperationException: "UnknownOperationException",
};

/** The name of an error in the JSON protocol of SQS. */
export const sqsErrorType = (code: string): string =>
  frameworkErrors[code] === undefined
    ? `com.amazonaws.sqs#${code}`
    : `com.amazon.coral.service#${frameworkErrors[code]}`;

/** The message of an error in the query protocol of SQS, which for one of them differs. */
const sqsQueryMessage = (code: string, message: string): string =>
  code === "QueueDoesNotExist" ? message.replace(/\.$/, " for this wsdl version.") : message;

/** The older protocol of SQS, which SDKs of before 2024 speak. */
export const sqsQuery: QueryProtocol = {
  namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
  read: fromSqsQuery,
  // A request to a queue's own address names it by that.
  atPath: (path) => ({ QueueUrl: path }),
  write: encodeSqsResult,
  error: ({ code, message }) => ({
    Code: sqsQueryCode(code),
    Message: sqsQueryMessage(code, message),
    Detail: "",
  }),
};
