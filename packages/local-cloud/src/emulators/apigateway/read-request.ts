import { LOOPBACK } from "../../http/hosts.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const MAX_BODY_BYTES = 10 * 1024 * 1024;

export interface ReadRequest {
  readonly header: Record<string, string>;
  readonly querystring: Record<string, string>;
  readonly multiValueQuery: Record<string, string[]>;
  /** Undefined when it has more than 10 MB. */
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
}

// Without a prototype, so that no name in a request reaches one: `?constructor=1` is a parameter as any other.
const newMap = <Value>(): Record<string, Value> => Object.create(null) as Record<string, Value>;

/** Takes headers, query and body out of a request. */
export const readRequest = async (
  request: Request,
  url: URL,
  binaryMediaTypes: readonly string[],
): Promise<ReadRequest> => {
  const header = newMap<string>();
  for (const [name, value] of request.headers) header[name] = value;
  header.host ??= url.host;
  header["x-forwarded-for"] ??= LOOPBACK;
  header["x-forwarded-proto"] ??= "https";
  header["x-forwarded-port"] ??= "443";
  const querystring = newMap<string>();
  const multiValueQuery = newMap<string[]>();
  for (const [name, value] of url.searchParams) {
    querystring[name] = value;
    (multiValueQuery[name] ??= []).push(value);
  }
  const bytes = await readBytes(request);
  const isBase64Encoded = bytes !== undefined && bytes.length > 0 && isBinary(header, binaryMediaTypes);
  return {
    header,
    querystring,
    multiValueQuery,
    body: bytes?.toString(isBase64Encoded ? "base64" : "utf8"),
    isBase64Encoded,
  };
};

const readBytes = async (request: Request): Promise<Buffer | undefined> => {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return undefined;
  if (!request.body) return Buffer.alloc(0);
  const bytes = Buffer.from(await request.arrayBuffer());
  return bytes.length > MAX_BODY_BYTES ? undefined : bytes;
};

const isBinary = (header: Record<string, string>, binaryMediaTypes: readonly string[]): boolean => {
  const type = mediaTypeOf(header);
  return binaryMediaTypes.some(
    (binary) =>
      binary === "*/*" || binary === type || (binary.endsWith("/*") && type.startsWith(binary.slice(0, -1))),
  );
};

/** Content type without parameters such as the charset; API Gateway takes JSON when there is none. */
export const mediaTypeOf = (header: Readonly<Record<string, string>>): string =>
  header["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() || "application/json";
