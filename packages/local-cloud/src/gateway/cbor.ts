import { cbor, tag } from "@smithy/core/cbor";
import { AwsError } from "../core/aws-error.ts";
import { isRecord } from "../core/values.ts";

/** `POST /service/<shape id of the service>/operation/<operation>` */
const PATH = /^\/service\/[\w.]+\/operation\/(\w+)$/;
const PROTOCOL = "rpc-v2-cbor";
const DATE_TAG = 1;

/** The operation of a request in Smithy RPC v2 CBOR; undefined of one in another protocol. */
export const cborOperationOf = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  path: string,
): string | undefined => (headers["smithy-protocol"] === PROTOCOL ? PATH.exec(path)?.[1] : undefined);

/** What the SDK's shapes have: dates instead of tagged seconds. */
const withDates = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withDates);
  if (!isRecord(value) || value instanceof Uint8Array) return value;
  if (value.tag === DATE_TAG && Object.getOwnPropertySymbols(value).length > 0)
    return new Date(Number(value.value) * 1000);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withDates(member)]));
};

/** The input in a body. Throws `SerializationException` for what is no map of CBOR. */
export const readCbor = (body: Buffer): Record<string, unknown> => {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = withDates(cbor.deserialize(body));
  } catch (cause) {
    throw new AwsError(
      "SerializationException",
      `The request body is not CBOR: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  if (isRecord(value)) return value;
  throw new AwsError("SerializationException", "The request body is not a CBOR map.");
};

const tagged = (value: unknown): unknown => {
  if (value instanceof Date) return tag({ tag: DATE_TAG, value: value.getTime() / 1000 });
  if (Array.isArray(value)) return value.map(tagged);
  if (!isRecord(value) || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, tagged(member)]])),
  );
};

export const cborHeaders = { "content-type": "application/cbor", "smithy-protocol": PROTOCOL };

export const writeCbor = (value: object): Uint8Array => cbor.serialize(tagged(value));
