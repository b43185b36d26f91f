import { parseJson } from "../core/parse-json.ts";
import { HostObject, isMissing, javaString } from "./java-values.ts";
import { jsonPath } from "./json-path.ts";
import { VtlError } from "./syntax.ts";

/** The parameters of a request by where they are; header names in lower case. */
export interface RequestParameters {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
}

/** A body that a template takes for JSON and that is not. */
export class UnparsableBodyError extends VtlError {}

/**
 * `$input` of API Gateway's mapping templates over a request or response body.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export const inputVariable = (body: string, parameters: RequestParameters): HostObject => {
  let parsed: { value: unknown } | undefined;
  const read = (path: unknown): unknown => {
    parsed ??= { value: parseBody(body) };
    return jsonPath(isMissing(path) ? "$" : javaString(path))(parsed.value);
  };
  return new HostObject(
    {
      path: read,
      json: (path) => {
        const value = read(path);
        return value === undefined ? '""' : JSON.stringify(value);
      },
      params: (name) =>
        name === undefined ? allParameters(parameters) : parameter(parameters, javaString(name)),
    },
    // API Gateway shows an empty body as an empty object.
    { body: body === "" ? "{}" : body },
  );
};

const parseBody = (body: string): unknown => {
  if (body === "") return {};
  try {
    return parseJson(body);
  } catch (error) {
    throw new UnparsableBodyError(`Could not parse request body into json: ${(error as Error).message}`, {
      cause: error,
    });
  }
};

const parameter = ({ path, querystring, header }: RequestParameters, name: string): string => {
  if (Object.hasOwn(path, name)) return path[name]!;
  if (Object.hasOwn(querystring, name)) return querystring[name]!;
  return header[name.toLowerCase()] ?? "";
};

const allParameters = ({ path, querystring, header }: RequestParameters) => ({
  path: { ...path },
  querystring: { ...querystring },
  header: anyCase({ ...header }),
});

// HTTP header names compare without case; templates write them as in the API's documentation.
const anyCase = (header: Record<string, string>): Record<string, string> => {
  const known = (key: string | symbol) =>
    typeof key === "string" && !(key in header) ? key.toLowerCase() : key;
  return new Proxy(header, {
    get: (target, key) => Reflect.get(target, known(key)),
    getOwnPropertyDescriptor: (target, key) => Reflect.getOwnPropertyDescriptor(target, known(key)),
  });
};

/** `$util` of API Gateway's mapping templates. */
export const utilVariable = new HostObject({
  escapeJavaScript: (value) => (isMissing(value) ? null : escapeJavaScript(javaString(value))),
  parseJson: (value) => {
    try {
      return parseJson(javaString(value));
    } catch (error) {
      throw new VtlError(`$util.parseJson was given what is not JSON: ${(error as Error).message}`, {
        cause: error,
      });
    }
  },
  urlEncode: (value) => (isMissing(value) ? null : urlEncode(javaString(value))),
  urlDecode: (value) => (isMissing(value) ? null : urlDecode(javaString(value))),
  base64Encode: (value) => (isMissing(value) ? null : Buffer.from(javaString(value)).toString("base64")),
  base64Decode: (value) => (isMissing(value) ? null : Buffer.from(javaString(value), "base64").toString()),
});

const SHORT_ESCAPES: Record<string, string> = {
  "\b": "\\b",
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r",
};

// As StringEscapeUtils.escapeJavaScript of Apache Commons Lang 2, which also escapes what JSON does not need escaped.
const escapeJavaScript = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped.
    /[\\'"/]|[\u0000-\u001f\u007f-\uffff]/g,
    (char) =>
      SHORT_ESCAPES[char] ??
      (/[\\'"/]/.test(char)
        ? `\\${char}`
        : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`),
  );

// As java.net.URLEncoder: a space is `+`, and of the punctuation only `*-._` stays.
const urlEncode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(/%20|[!'()~]/g, (part) =>
    part === "%20" ? "+" : `%${part.charCodeAt(0).toString(16).toUpperCase()}`,
  );

// As java.net.URLDecoder: bytes that are no UTF-8 become U+FFFD, and half an escape is an error.
const urlDecode = (text: string): string => {
  const incomplete = /%(?![0-9a-f]{2}).{0,2}/i.exec(text);
  if (incomplete) throw new VtlError(`$util.urlDecode was given an escape that is none: ${incomplete[0]}`);
  return text
    .replaceAll("+", " ")
    .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString());
};
