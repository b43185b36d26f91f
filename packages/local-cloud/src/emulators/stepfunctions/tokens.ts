import { createHash, randomBytes } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";

/** What SendTaskSuccess or SendTaskFailure brings, and the hops of that call. JSON. */
export type Completion = { readonly causes: readonly number[] } & (
  | { readonly output: unknown; readonly failure?: undefined }
  | { readonly failure: { readonly error: string | null; readonly cause: string | null } }
);

/** A task that waits for its token to come back. */
export interface WaitingTask {
  readonly token: string;
  readonly completed: Promise<Completion>;
  /** Called for each heartbeat. */
  onHeartbeat: () => void;
  /** The token is worth nothing from now on. */
  close(): void;
}

export interface Tokens {
  /** With a new token, or with the one that it had before the process ended. */
  open(stateMachineArn: string, token?: string): WaitingTask;
  succeed(token: string, output: unknown, causes: readonly number[]): void;
  fail(token: string, error: string | null, cause: string | null, causes: readonly number[]): void;
  heartbeat(token: string): void;
}

interface Entry extends WaitingTask {
  resolve(completion: Completion): void;
}

const PREFIX = "AQCoAAAAKgAAAAMAAAAAAAAA";
const SUM_LENGTH = 12;
const checksum = (body: string) => createHash("sha256").update(body).digest("base64url").slice(0, SUM_LENGTH);

const createToken = (stateMachineArn: string): string => {
  const body = Buffer.concat([randomBytes(24), Buffer.from(stateMachineArn)]).toString("base64url");
  return `${PREFIX}${body}${checksum(body)}`;
};

/** The machine whose task a token is for; undefined for what is no token. */
export const machineOfToken = (token: string): string | undefined => {
  const body = token.slice(PREFIX.length, -SUM_LENGTH);
  if (!token.startsWith(PREFIX) || checksum(body) !== token.slice(-SUM_LENGTH)) return undefined;
  return Buffer.from(body, "base64url").subarray(24).toString();
};

export const createTokens = (): Tokens => {
  const waiting = new Map<string, Entry>();

  const find = (token: string): Entry => {
    const entry = waiting.get(token);
    if (entry) return entry;
    if (machineOfToken(token) !== undefined)
      throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  };
  const take = (token: string): Entry => {
    const entry = find(token);
    waiting.delete(token);
    return entry;
  };

  return {
    open(stateMachineArn, token = createToken(stateMachineArn)) {
      const { promise, resolve } = Promise.withResolvers<Completion>();
      const entry: Entry = {
        token,
        completed: promise,
        onHeartbeat: () => {},
        close: () => waiting.delete(token),
        resolve,
      };
      waiting.set(token, entry);
      return entry;
    },
    succeed: (token, output, causes) => take(token).resolve({ output, causes }),
    fail: (token, error, cause, causes) => take(token).resolve({ failure: { error, cause }, causes }),
    heartbeat: (token) => find(token).onHeartbeat(),
  };
};
