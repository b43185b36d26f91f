import { setTimeout } from "node:timers/promises";
import { type Dispatcher, Pool } from "undici";
import { AwsError } from "../../core/aws-error.ts";
import type { DynamoDbServer } from "./server-process.ts";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export interface Wire {
  send(operation: string, body: string | Buffer): Promise<RawAnswer>;
  close(): Promise<void>;
}

export const streamOperations = ["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"] as const;
const streams = new Set<string>(streamOperations);

// The server wants a signature's form, not its truth. DynamoDB Local keeps the tables of each access key apart, so
// a key of our own starts with none, whatever an earlier run left there.
const accessKey = `LOCALCLOUD${process.pid}X${Date.now()}`;
const signed = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-date": "20260101T000000Z",
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0`,
};
const kept = ["content-type", "x-amz-crc32", "x-amzn-requestid"];

/** Collects an answer as it comes: undici's `request` makes streams and promises that cost more than a short answer. */
const collect = (
  resolve: (answer: RawAnswer) => void,
  reject: (error: Error) => void,
): Dispatcher.DispatchHandler => {
  const chunks: Buffer[] = [];
  const headers: Record<string, string> = {};
  let status = 0;
  return {
    onRequestStart() {},
    onResponseStart(_controller, statusCode, received) {
      status = statusCode;
      for (const name of kept) if (received[name]) headers[name] = String(received[name]);
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk);
    },
    onResponseEnd() {
      resolve({ status, headers, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
    },
    onResponseError(_controller, error) {
      reject(error);
    },
  };
};

const READS = /^(BatchGet|Describe|Get|List|Query|Scan|TransactGet)/;
const ATTEMPTS = 20;
const RETRY_MS = 50;

/** Nothing of the request has reached the database, or to ask again changes nothing. */
const mayRepeat = (operation: string, error: Error & { code?: string }): boolean =>
  error.code === "ECONNREFUSED" || (READS.test(operation) && error.code !== "UND_ERR_DESTROYED");

/**
 * Keep-alive connections to the database. What it did not get to see while it was started again is sent once more;
 * a write that may or may not be done rejects, for its sender to repeat.
 */
export const connect = (started: Promise<DynamoDbServer>): Wire => {
  let pool: Pool | undefined;

  const dispatch = (connected: Pool, operation: string, body: string | Buffer) => {
    const prefix = streams.has(operation) ? "DynamoDBStreams_20120810" : "DynamoDB_20120810";
    const headers = { ...signed, "x-amz-target": `${prefix}.${operation}` };
    return new Promise<RawAnswer>((resolve, reject) => {
      connected.dispatch({ path: "/", method: "POST", headers, body }, collect(resolve, reject));
    });
  };

  return {
    async send(operation, body) {
      const server = await started;
      pool ??= new Pool(server.url, { connections: 32, pipelining: 1 });
      for (let attempt = 1; ; attempt++) {
        await server.ready();
        try {
          return await dispatch(pool, operation, body);
        } catch (error) {
          if (attempt === ATTEMPTS || !mayRepeat(operation, error as Error)) throw error;
          // The end of the process may be seen later than that of its connections.
          await setTimeout(RETRY_MS);
        }
      }
    },
    async close() {
      await pool?.destroy();
    },
  };
};

/** The error of an answer as the AWS API knows it, with its fields (`CancellationReasons`, `Item`). */
export const toAwsError = (status: number, parsed: Record<string, unknown>): AwsError => {
  const { __type: type, message, Message, ...fields } = parsed;
  const code = String(type ?? "InternalServerError")
    .split("#")
    .at(-1)!;
  return new AwsError(code, String(message ?? Message ?? code), { status, fields });
};
