interface Process {
  on(event: "uncaughtException" | "unhandledRejection", listener: (error: unknown) => void): unknown;
}

interface Ways {
  /** Whether everything runs that was to be started. */
  started(): boolean;
  say(message: string): void;
  /** Stops everything and ends the process with a failure. */
  end(): void;
}

// A socket whose other end went away, and nobody listened: nothing but that connection is lost.
const connectionErrors: ReadonlySet<unknown> = new Set([
  "ECONNABORTED",
  "ECONNRESET",
  "EPIPE",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
]);

const textOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * What becomes of errors that nothing caught. A promise that rejects unseen, or a connection that breaks, costs one
 * request or delivery, and is said; while starting it would leave a part that never runs. A throw out of a callback leaves state that nobody knows, so it ends the process:
 * https://nodejs.org/api/process.html#warning-using-uncaughtexception-correctly
 */
export const lastResort = (process: Process, { started, say, end }: Ways): void => {
  process.on("unhandledRejection", (error) => {
    if (started())
      return say(
        `The local cloud goes on, but what it was doing here is lost. Nothing caught: ${textOf(error)}`,
      );
    say(`The local cloud cannot start: ${textOf(error)}`);
    end();
  });
  process.on("uncaughtException", (error) => {
    const { code } = (error ?? {}) as { code?: unknown };
    if (connectionErrors.has(code)) return say(`A connection broke: ${textOf(error)}`);
    say(`The local cloud failed and ends, since its state may be broken: ${textOf(error)}`);
    end();
  });
};
