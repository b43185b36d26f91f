/** An error a state ends with: what `Retry` and `Catch` match, and what a failed execution shows. */
export class StateError extends Error {
  override readonly name: string;
  /** Error name; SendTaskFailure may leave it out. */
  readonly error: string | null;
  /** Null when the service gives none, as for a timeout. */
  readonly details: string | null;
  /** A second name the error answers to in `ErrorEquals`. */
  readonly alias?: string;

  constructor(
    error: string | null,
    details: string | null,
    options: { alias?: string; cause?: unknown } = {},
  ) {
    super(details ?? "", { cause: options.cause });
    this.name = error ?? "Error";
    this.error = error;
    this.details = details;
    this.alias = options.alias;
  }

  /** What `$states.errorOutput` holds in a Catch. */
  get output(): { Error: string | null; Cause: string | null } {
    return { Error: this.error, Cause: this.details };
  }
}

/** A JSONata expression that failed, or gave a value its field cannot take. */
export class QueryError extends Error {
  override readonly name = "QueryError";
  /** Field of the state, e.g. `Arguments/Entries`; undefined for its input. */
  readonly location: string | undefined;
  /** The expression gave what its type allows, and the state could not use it. */
  readonly found: boolean;

  constructor(
    location: string | undefined,
    message: string,
    options: { found?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.location = location;
    this.found = options.found ?? false;
  }
}

/** What a path, an intrinsic function or a field of a JSONPath state failed with. */
export class PathError extends Error {
  override readonly name = "PathError";
  /** e.g. `States.ResultPathMatchFailure`. */
  readonly error: string;

  constructor(message: string, error = "States.Runtime") {
    super(message);
    this.error = error;
  }
}

const timeouts = new Set(["States.Timeout", "States.HeartbeatTimeout"]);
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
const notInWildcards = new Set(["States.DataLimitExceeded", "States.Runtime"]);

/** Whether an `ErrorEquals` list matches. */
export const errorEquals = (names: readonly string[], { error, alias }: StateError): boolean =>
  names.some((name) => {
    if (name === error || name === alias) return true;
    if (error !== null && notInWildcards.has(error)) return false;
    if (name === "States.ALL") return true;
    return name === "States.TaskFailed" && !(error !== null && timeouts.has(error));
  });

/** Payloads between states, task results and variables: 256 KiB of UTF-8 JSON. */
export const PAYLOAD_LIMIT = 262_144;

export const exceedsPayloadLimit = (value: unknown): boolean => {
  if (typeof value !== "object" && typeof value !== "string") return false;
  const text = JSON.stringify(value);
  if (text.length > PAYLOAD_LIMIT) return true;
  // A UTF-16 unit takes at most three bytes, so most payloads need no exact count.
  return text.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(text) > PAYLOAD_LIMIT;
};

export const dataLimitExceeded = (task: string): StateError =>
  new StateError(
    "States.DataLimitExceeded",
    `The state/task '${task}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
