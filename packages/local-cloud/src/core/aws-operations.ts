// Brings in what each service adds.
import type {} from "../emulators/registry.ts";
import type { Caller } from "./cloud.ts";

/**
 * What each service of AWS takes and answers, by the name in the SigV4 credential scope (`sqs`, `events`, `states`).
 * Filled by declaration merging: each emulator adds its service, from the types of the SDK's client.
 */
// biome-ignore lint/suspicious/noEmptyInterface: each emulator adds its own member.
export interface AwsOperations {}

/** The operations of an SDK client: `typeof import("@aws-sdk/client-sqs")` -> `{ SendMessage: { input, output } }`. */
export type OperationsOf<Client> = {
  [Name in keyof Client as Name extends `${infer Operation}Command`
    ? Operation
    : never]: Client[Name] extends new (
    ...input: never[]
  ) => {
    readonly input: infer Input;
    resolveMiddleware(...rest: never[]): (...rest: never[]) => Promise<{ output: infer Output }>;
  }
    ? { input: Input; output: Omit<Output, "$metadata"> }
    : never;
};

type Inputs<Of> = Of extends { input: infer Input } ? Input : never;
type Outputs<Of> = Of extends { output: infer Output } ? Output : never;

export type Service = keyof AwsOperations;
export type OperationOf<S extends Service> = keyof AwsOperations[S] & string;
/** What a caller hands over, e.g. `SendMessageCommandInput`. */
export type InputOf<S extends Service, O extends OperationOf<S>> = Inputs<AwsOperations[S][O]>;
/** What it gets, e.g. `SendMessageCommandOutput` without the metadata that only a request over HTTP has. */
export type OutputOf<S extends Service, O extends OperationOf<S>> = Outputs<AwsOperations[S][O]>;

/**
 * Operations that an emulator implements. An input is whatever came over the wire, so each parses its own; outputs are
 * the SDK's.
 */
export type Operations<S extends Service> = {
  readonly [O in OperationOf<S>]?: (
    input: unknown,
    caller: Caller,
  ) => OutputOf<S, O> | Promise<OutputOf<S, O>>;
};
