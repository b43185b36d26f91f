import { z } from "zod";
import {
  type Fields,
  type FunctionEvent,
  type FunctionRequest,
  type FunctionResponse,
  searchOf,
} from "./event.ts";
import { LIMITS } from "./limits.ts";
import { isHidden, readOnly } from "./refused-headers.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const single = z.object({ value: scalar.optional(), attributes: z.string().optional() });
const fields = z
  .record(
    z.string(),
    z.object({
      value: scalar.optional(),
      multiValue: z.array(single).optional(),
      attributes: z.string().optional(),
    }),
  )
  .transform((given) => given as Fields);
const request = z.object({
  method: z.string(),
  uri: z.string(),
  querystring: fields.default({}),
  headers: fields,
  cookies: fields.default({}),
});
const body = z.union([
  z.string(),
  z.object({ encoding: z.enum(["text", "base64"]).default("text"), data: z.string() }),
]);
const response = z.object({
  statusCode: z.number().int().min(200).max(599),
  statusDescription: z.string().optional(),
  headers: fields.default({}),
  cookies: fields.default({}),
  body: body.optional(),
});

/** What a function makes of an event. */
export type Returned =
  | { readonly kind: "request"; readonly request: FunctionRequest }
  | { readonly kind: "response"; readonly response: FunctionResponse; readonly body: Buffer | undefined };

/** CloudFront's own words begin so; which value it was is ours to say where AWS's words are not known. */
export class InvalidReturn extends Error {
  override readonly name = "InvalidReturn";
  constructor(what: string) {
    super(`The CloudFront function returned an invalid value: ${what}`);
  }
}

const parsed = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  whole: string,
): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path = [], message = "" } = result.error.issues[0] ?? {};
  throw new InvalidReturn(`${[whole, ...path].join(".")}: ${message}.`);
};

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\u{10ffff}]*$/u;

const textOf = (field: Fields[string] | undefined): string | undefined => {
  if (!field) return undefined;
  const { value, multiValue } = field;
  return JSON.stringify((multiValue ?? [{ value }]).map((each) => each.value));
};

/** Where only `value` was changed, it is that of the first. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-multivalue */
const merged = (given: Fields, before: Fields = {}): Fields =>
  Object.fromEntries(
    Object.entries(given).map(([name, field]) => {
      const { value, multiValue } = field;
      const known = Object.hasOwn(before, name) ? before[name] : undefined;
      const isSame = JSON.stringify(multiValue) === JSON.stringify(known?.multiValue);
      if (!multiValue || !known || !isSame || value === known.value) return [name, field];
      return [name, { ...field, multiValue: [{ ...multiValue[0], value }, ...multiValue.slice(1)] }];
    }),
  );

const checkHeaders = (headers: Fields, before: Fields, event: FunctionEvent, whole: string): void => {
  for (const [name, field] of Object.entries(headers)) {
    if (name !== name.toLowerCase())
      throw new InvalidReturn(`${whole}.headers must have header names in lower case.`);
    if (!HEADER_NAME.test(name))
      throw new InvalidReturn(`${whole}.headers has the name ${JSON.stringify(name)}.`);
    if (isHidden(name)) throw new InvalidReturn(`${whole}.headers must not have ${name}.`);
    if (field.value === undefined && field.multiValue === undefined)
      throw new InvalidReturn(`${whole}.headers.${name} has neither value nor multiValue.`);
    for (const { value = "" } of field.multiValue ?? [field])
      if (!HEADER_VALUE.test(value))
        throw new InvalidReturn(`${whole}.headers.${name} has characters that no header has.`);
  }
  for (const name of readOnly[event.context.eventType])
    if (textOf(headers[name]) !== textOf(before[name]))
      throw new InvalidReturn(`${whole}.headers.${name} is read-only.`);
};

const checkedRequest = (value: unknown, event: FunctionEvent): Returned => {
  const given = parsed(request, value, "request");
  if (given.method !== event.request.method) throw new InvalidReturn("request.method is read-only.");
  if (!given.uri.startsWith("/")) throw new InvalidReturn("request.uri must begin with /.");
  checkHeaders(given.headers, event.request.headers, event, "request");
  const query = searchOf(given.querystring);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
  if (/[\x00-\x20#]/.test(given.uri + query))
    throw new InvalidReturn(
      "request.uri and request.querystring must have no spaces, control characters or #.",
    );
  if (given.uri.length + query.length >= LIMITS.uriLength)
    throw new InvalidReturn(`request.uri has ${LIMITS.uriLength} characters or more.`);
  const { headers, cookies, querystring } = event.request;
  return {
    kind: "request",
    request: {
      ...given,
      headers: merged(given.headers, headers),
      cookies: merged(given.cookies, cookies),
      querystring: merged(given.querystring, querystring),
    },
  };
};

const decoded = (given: z.output<typeof body>): Buffer => {
  if (typeof given === "string") return Buffer.from(given);
  if (given.encoding === "text") return Buffer.from(given.data);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(given.data) || given.data.length % 4 !== 0)
    throw new InvalidReturn("response.body.data is not valid base64.");
  return Buffer.from(given.data, "base64");
};

/** AWS gives no number for bodies of functions; what it has for responses of Lambda@Edge at this event is 40 KB. */
const BODY_BYTES = 40 * 1024;

const checkedResponse = (value: unknown, event: FunctionEvent): Returned => {
  const given = parsed(response, value, "response");
  checkHeaders(given.headers, event.response?.headers ?? {}, event, "response");
  const content = given.body === undefined ? undefined : decoded(given.body);
  if (content && content.length > BODY_BYTES)
    throw new InvalidReturn(`response.body has more than ${BODY_BYTES} bytes.`);
  const { statusCode, statusDescription = "", headers, cookies } = given;
  const answer = {
    statusCode,
    statusDescription,
    headers: merged(headers, event.response?.headers),
    cookies: merged(cookies, event.response?.cookies),
  };
  return { kind: "response", response: answer, body: content };
};

/** Checks what a handler returned, as CloudFront does before it goes on. Throws `InvalidReturn`. */
export const checkReturned = (value: unknown, event: FunctionEvent): Returned => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InvalidReturn("it is neither a request nor a response.");
  const isRequest = event.context.eventType === "viewer-request" && !("statusCode" in value);
  return isRequest ? checkedRequest(value, event) : checkedResponse(value, event);
};
