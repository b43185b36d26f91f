import { parseJson } from "../../../core/parse-json.ts";
import { isRecord } from "../../../core/values.ts";
import type { DistributedMap } from "../asl/program.ts";
import { StateError } from "../errors.ts";
import { createCsvParser } from "./csv.ts";

export type Reader = NonNullable<DistributedMap["reader"]>;

/** An item, and where it is from: `S3://bucket/key`. */
export interface Item {
  readonly value: unknown;
  readonly source: string;
}

/** Calls an operation of S3 as the machine's role. */
export type CallS3 = (operation: string, input: Record<string, unknown>) => Promise<unknown>;

const HEADER_LIMIT = 10 * 1024;

export const itemReaderFailed = (cause: string): StateError =>
  new StateError("States.ItemReaderFailed", cause);

type Body = AsyncIterable<Uint8Array | string> | Uint8Array | string | undefined;

async function* textOf(body: Body): AsyncGenerator<string> {
  if (body === undefined) return;
  if (typeof body === "string") yield body;
  else if (body instanceof Uint8Array) yield Buffer.from(body).toString("utf8");
  else {
    // Without `ignoreBOM` it would leave out the mark, which the first field has on AWS.
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    for await (const piece of body)
      yield typeof piece === "string" ? piece : decoder.decode(piece, { stream: true });
    yield decoder.decode();
  }
}

async function* csvItems(text: AsyncIterable<string>, { delimiter, headers: given }: Reader) {
  const parser = createCsvParser(delimiter);
  let headers = given;
  const itemsOf = function* (rows: string[][]) {
    for (const row of rows) {
      if (headers) yield Object.fromEntries(headers.map((name, index) => [name, row[index] ?? ""]));
      else {
        if (Buffer.byteLength(row.join(delimiter)) > HEADER_LIMIT)
          throw itemReaderFailed(`The headers of the CSV file exceed the limit of ${HEADER_LIMIT} bytes.`);
        headers = row;
      }
    }
  };
  for await (const piece of text) yield* itemsOf(parser.push(piece));
  yield* itemsOf(parser.end());
  if (!headers) throw itemReaderFailed("The CSV file is empty: it has no row of headers.");
}

async function* jsonLines(text: AsyncIterable<string>) {
  let rest = "";
  for await (const piece of text) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield parseJson(line);
  }
  if (rest.trim() !== "") yield parseJson(rest);
}

const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (inner, part) =>
        isRecord(inner) && Object.hasOwn(inner, part)
          ? inner[part]
          : Array.isArray(inner)
            ? inner[Number(part)]
            : undefined,
      value,
    );

async function* jsonItems(text: AsyncIterable<string>, { itemsPointer = "" }: Reader) {
  let whole = "";
  for await (const piece of text) whole += piece;
  const items = at(parseJson(whole), itemsPointer);
  if (!Array.isArray(items)) throw itemReaderFailed("Attempting to map over non-iterable node.");
  yield* items;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
async function* listedItems(call: CallS3, parameters: Record<string, unknown>) {
  let ContinuationToken: unknown;
  do {
    const page = (await call("ListObjectsV2", { ...parameters, ContinuationToken })) as {
      Contents?: Record<string, unknown>[];
      NextContinuationToken?: string;
    };
    for (const { ETag, Key, LastModified, Size, StorageClass } of page.Contents ?? [])
      yield {
        Etag: ETag,
        Key,
        LastModified: LastModified instanceof Date ? Math.floor(LastModified.getTime() / 1000) : LastModified,
        Size,
        StorageClass: StorageClass ?? "STANDARD",
      };
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}

const values = async (reader: Reader, parameters: Record<string, unknown>, call: CallS3) => {
  if (reader.operation === "ListObjectsV2") return listedItems(call, parameters);
  const { Body } = (await call("GetObject", parameters)) as { Body?: Body };
  const text = textOf(Body);
  if (reader.inputType === "CSV") return csvItems(text, reader);
  return reader.inputType === "JSON" ? jsonItems(text, reader) : jsonLines(text);
};

/**
 * The items of a dataset in S3, one after the other; all that goes wrong is a `States.ItemReaderFailed`. Only a JSON array
 * is in memory as a whole.
 */
export async function* readItems(
  reader: Reader,
  parameters: Record<string, unknown>,
  call: CallS3,
): AsyncGenerator<Item> {
  const { Bucket, Key } = parameters;
  const source = `S3://${String(Bucket)}${reader.operation === "GetObject" ? `/${String(Key)}` : ""}`;
  try {
    for await (const value of await values(reader, parameters, call)) yield { value, source };
  } catch (error) {
    if (error instanceof StateError && error.error === "States.ItemReaderFailed") throw error;
    const message = error instanceof StateError ? error.details : (error as Error).message;
    throw new StateError("States.ItemReaderFailed", message ?? "", { cause: error });
  }
}
