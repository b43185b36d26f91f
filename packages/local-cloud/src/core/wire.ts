import type { IncomingHttpHeaders } from "node:http";
import type { AwsError } from "./aws-error.ts";

type Input = Record<string, unknown>;

/**
 * What the gateway must know to read the requests of a service, and to answer them. By default they are JSON, with the
 * operation in `X-Amz-Target`.
 */
export interface Wire {
  /** Further names in the scope of a signature: `email` for `ses`. */
  readonly aliases?: readonly string[];
  /** What `X-Amz-Target` begins with, where the scope of the signature does not tell the service. */
  readonly target?: string;
  /**
   * REST-JSON: method and path by operation, `GET /v1/pipes/{Name}`, with the members of the query that have other names
   * there: `?groupName={GroupName}`.
   */
  readonly rest?: Readonly<Record<string, string>>;
  /** Statuses of REST operations that do not answer with 200. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** REST operations whose body is no JSON. */
  readonly raw?: Readonly<Record<string, RawBody>>;
  /** Operations that answer with a stream of events, and the member of their output that yields them. */
  readonly events?: Readonly<Record<string, string>>;
  readonly query?: QueryProtocol;
  /** The name of an error where it differs from its code. */
  errorType?(code: string): string;
  /** Whether API Gateway derives `X-Amz-Target` from the action of an integration; otherwise the config maps it. */
  readonly derivesTarget?: true;
}

export interface RawBody {
  read(headers: IncomingHttpHeaders, body: Buffer): Input;
  write(output: Input): { status: number; headers: Record<string, string>; body: unknown };
}

/** The AWS query protocol: a form in, XML out. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export interface QueryProtocol {
  readonly namespace: string;
  /** SDK input of the decoded form. */
  read?(operation: string, decoded: Input): Input;
  /** Input of a request at a path, where that names something. */
  atPath?(path: string): Input;
  /** The inside of `<…Result>`. */
  write?(operation: string, output: object): string;
  error?(error: AwsError): { Code: string; Message: string; Detail?: string };
}
