import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../../../core/aws-error.ts";
import { parseJson } from "../../../core/parse-json.ts";
import { isRecord } from "../../../core/values.ts";
import type { RawBody } from "../../../core/wire.ts";

const bodyOf = (body: Buffer): Record<string, unknown> => {
  if (body.length === 0) return {};
  try {
    const value = parseJson(body.toString());
    if (isRecord(value)) return value;
  } catch (cause) {
    throw new AwsError("SerializationException", "The request body is not JSON.", { cause });
  }
  throw new AwsError("SerializationException", "The request body is not a JSON object.");
};

const seconds = (value: unknown) => (value instanceof Date ? value.getTime() / 1000 : value);

/** The version of a store is in a header, on both ways. */
const versioned: RawBody = {
  read: (headers: IncomingHttpHeaders, body) => {
    const ifMatch = headers["if-match"];
    return { ...bodyOf(body), ...(ifMatch !== undefined && { IfMatch: ifMatch }) };
  },
  write: ({ ETag, ...output }) => ({
    status: 200,
    headers: { "content-type": "application/json", etag: String(ETag) },
    body: JSON.stringify(
      Object.fromEntries(Object.entries(output).map(([name, value]) => [name, seconds(value)])),
    ),
  }),
};

export const versionedOperations: Readonly<Record<string, RawBody>> = {
  DescribeKeyValueStore: versioned,
  PutKey: versioned,
  DeleteKey: versioned,
  UpdateKeys: versioned,
};
