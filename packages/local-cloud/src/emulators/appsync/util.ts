import { randomUUID } from "node:crypto";
import { ulid } from "ulid";
import { EventsError } from "./errors.ts";

const isBlank = (text: unknown) => typeof text !== "string" || text.trim() === "";

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return "Null";
  if (Array.isArray(value)) return "List";
  const names: Record<string, string> = {
    number: "Number",
    string: "String",
    boolean: "Boolean",
    object: "Map",
  };
  return names[typeof value] ?? "Object";
};

/**
 * The `util` of `@aws-appsync/utils` for handlers without a data source; what is not here is reported when the
 * handlers are compiled. https://docs.aws.amazon.com/appsync/latest/eventapi/built-in-util.html
 */
export const createUtil = (now: () => number) => ({
  error: (message?: string, errorType = "Custom"): never => {
    throw new EventsError(errorType, message ?? "", 403);
  },
  unauthorized: (): never => {
    throw new EventsError("Unauthorized", "You are not authorized to make this call.", 401);
  },
  autoId: () => randomUUID(),
  autoUlid: () => ulid(now()),
  urlEncode: (text: string) => new URLSearchParams([["", text]]).toString().slice(1),
  urlDecode: (text: string) => new URLSearchParams(`x=${text}`).get("x") ?? "",
  base64Encode: (text: string) => Buffer.from(text).toString("base64"),
  base64Decode: (text: string) => Buffer.from(text, "base64").toString(),
  matches: (pattern: string, text: string) => new RegExp(pattern).test(text),
  typeOf,
  isNull: (value: unknown) => value === null || value === undefined,
  isNullOrEmpty: (text: unknown) => text === null || text === undefined || text === "",
  isNullOrBlank: isBlank,
  isString: (value: unknown) => typeof value === "string",
  isNumber: (value: unknown) => typeof value === "number",
  isBoolean: (value: unknown) => typeof value === "boolean",
  isList: (value: unknown) => Array.isArray(value),
  isMap: (value: unknown) => typeOf(value) === "Map",
  defaultIfNull: (value: unknown, otherwise: unknown) => value ?? otherwise,
  defaultIfNullOrEmpty: (text: unknown, otherwise: unknown) =>
    text === null || text === undefined || text === "" ? otherwise : text,
  defaultIfNullOrBlank: (text: unknown, otherwise: unknown) => (isBlank(text) ? otherwise : text),
  time: {
    nowISO8601: () => new Date(now()).toISOString(),
    nowEpochSeconds: () => Math.floor(now() / 1000),
    nowEpochMilliSeconds: () => now(),
    parseISO8601ToEpochMilliSeconds: (text: string) => Date.parse(text),
    epochMilliSecondsToSeconds: (ms: number) => Math.floor(ms / 1000),
    epochMilliSecondsToISO8601: (ms: number) => new Date(ms).toISOString(),
  },
  str: {
    toLower: (text: string) => text.toLowerCase(),
    toUpper: (text: string) => text.toUpperCase(),
    toReplace: (text: string, from: string, to: string) => text.replaceAll(from, to),
    normalize: (text: string, form: string) => text.normalize(form.toUpperCase()),
  },
});
