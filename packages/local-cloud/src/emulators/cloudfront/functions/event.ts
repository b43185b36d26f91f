import type { Headers } from "../messages.ts";
import { type EventType, isHidden } from "./refused-headers.ts";

/** A value, and all of them where a name came several times. */
export interface Field {
  value: string;
  multiValue?: { value: string }[];
  /** Of a cookie that a response sets: `Path=/; Secure`. */
  attributes?: string;
}

export type Fields = Record<string, Field>;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export interface FunctionRequest {
  method: string;
  uri: string;
  querystring: Fields;
  headers: Fields;
  cookies?: Fields;
}

export interface FunctionResponse {
  statusCode: number;
  statusDescription: string;
  headers: Fields;
  cookies: Fields;
}

export interface FunctionEvent {
  readonly version: "1.0";
  readonly context: {
    readonly distributionDomainName: string;
    readonly distributionId: string;
    readonly eventType: EventType;
    readonly requestId: string;
  };
  readonly viewer: { readonly ip: string };
  readonly request: FunctionRequest;
  readonly response?: FunctionResponse;
}

const add = (fields: Fields, name: string, field: Field): void => {
  const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!before) {
    Object.defineProperty(fields, name, {
      value: field,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return;
  }
  before.multiValue ??= [{ ...before }];
  before.multiValue.push(field);
};

/** Of `a=1; b=2`. */
const cookiesOf = (headers: readonly string[]): Fields => {
  const cookies: Fields = {};
  for (const part of headers.flatMap((header) => header.split(";"))) {
    const [name = "", ...rest] = part.trim().split("=");
    if (name !== "") add(cookies, name, { value: rest.join("=") });
  }
  return cookies;
};

/** As it stands in the URL: nothing is decoded. */
const queryOf = (search: string): Fields => {
  const query: Fields = {};
  for (const part of search.replace(/^\?/, "").split("&")) {
    const [name = "", ...rest] = part.split("=");
    if (name !== "") add(query, name, { value: rest.join("=") });
  }
  return query;
};

const headersOf = (raw: Headers, cookieHeader: string): Fields => {
  const headers: Fields = {};
  for (const [name, values = []] of Object.entries(raw))
    if (name !== cookieHeader && !isHidden(name)) for (const value of values) add(headers, name, { value });
  return headers;
};

export const requestOf = (
  method: string,
  { pathname, search }: Pick<URL, "pathname" | "search">,
  raw: Headers,
): FunctionRequest => ({
  method,
  uri: pathname,
  querystring: queryOf(search),
  headers: headersOf(raw, "cookie"),
  cookies: cookiesOf(raw.cookie ?? []),
});

export const responseOf = (status: number, description: string, raw: Headers): FunctionResponse => {
  const cookies: Fields = {};
  for (const header of raw["set-cookie"] ?? []) {
    const [pair = "", ...attributes] = header.split(";");
    const [name = "", ...rest] = pair.trim().split("=");
    const kept = attributes.map((each) => each.trim()).join("; ");
    if (name !== "") add(cookies, name, { value: rest.join("="), ...(kept && { attributes: kept }) });
  }
  return {
    statusCode: status,
    statusDescription: description,
    headers: headersOf(raw, "set-cookie"),
    cookies,
  };
};

const valuesOf = ({ value, multiValue }: Field): readonly Field[] => multiValue ?? [{ value }];

/** All values of each header, cookies among them. */
export const requestHeaders = ({ headers, cookies = {} }: FunctionRequest): Record<string, string[]> => {
  const raw = Object.fromEntries(
    Object.entries(headers).map(([name, field]) => [name, valuesOf(field).map(({ value }) => value)]),
  );
  const pairs = Object.entries(cookies).flatMap(([name, field]) =>
    valuesOf(field).map(({ value }) => `${name}=${value}`),
  );
  return pairs.length > 0 ? { ...raw, cookie: [pairs.join("; ")] } : raw;
};

export const responseHeaders = ({
  headers,
  cookies,
}: Pick<FunctionResponse, "headers" | "cookies">): Record<string, string[]> => {
  const raw = Object.fromEntries(
    Object.entries(headers).map(([name, field]) => [name, valuesOf(field).map(({ value }) => value)]),
  );
  const set = Object.entries(cookies).flatMap(([name, field]) =>
    (field.multiValue ?? [field]).map(
      ({ value, attributes }: Field) => `${name}=${value}${attributes ? `; ${attributes}` : ""}`,
    ),
  );
  return set.length > 0 ? { ...raw, "set-cookie": set } : raw;
};

export const searchOf = (querystring: Fields): string => {
  const parts = Object.entries(querystring).flatMap(([name, field]) =>
    valuesOf(field).map(({ value }) => (value === "" ? `${name}=` : `${name}=${value}`)),
  );
  return parts.length > 0 ? `?${parts.join("&")}` : "";
};
