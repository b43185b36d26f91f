import { CallbackTimeoutError, StepError } from "@aws/durable-execution-sdk-js";
import type { Entry } from "@sourdough/events-schema";
import type { Durable } from "./durable.ts";
import { quiet } from "./testing.ts";

/** What a callback is told, as text, after so many before it; `undefined` when nobody answers in time. */
export type CallbackAnswers = (
  name: string,
  callbackId: string,
) => Promise<string | undefined> | string | undefined;

export interface MemoryDurable {
  readonly durable: Durable;
  /** Names of the operations so far: `ReserveStock`, and once more for each further try. */
  readonly operations: readonly string[];
}

/**
 * Runs a durable function by itself on an input, with all its surroundings well but for what its callbacks are told, and
 * says what it put on the bus: `test/<handler>.dry-run.ts` of a service exports one as `dryRun`, for the routing proof.
 */
export type DurableDryRun = (input: unknown, answers: CallbackAnswers) => Promise<readonly Entry[]>;

const tryLimit = 100;

/**
 * A durable execution in memory, without replay: steps run at once and again as their strategy says, waits are over at
 * once, and a callback gets its answer when it is awaited. Only what durable functions of this system use is there.
 */
export const memoryDurable = (answers: CallbackAnswers): MemoryDurable => {
  const operations: string[] = [];
  const done = (name: string) => {
    operations.push(name);
    if (operations.length > tryLimit) throw new Error(`It does not end: ${operations.slice(-5).join(", ")}.`);
  };
  const reply = async (name: string, callbackId: string) => {
    const answer = await answers(name, callbackId);
    if (answer === undefined) throw new CallbackTimeoutError("Callback timed out");
    return answer;
  };
  const createCallback = async (name: string) => {
    done(name);
    const callbackId = `callback-${operations.length}`;
    // Asked when it is awaited, as the SDK's promises.
    const awaited: PromiseLike<string> = {
      // biome-ignore lint/suspicious/noThenProperty: a promise that starts when it is awaited
      then: (resolve, reject) => reply(name, callbackId).then(resolve, reject),
    };
    return [awaited, callbackId];
  };
  const step = async (
    name: string,
    run: (context: { attempt: number }) => Promise<unknown>,
    options: { retryStrategy?: (error: Error, attempts: number) => { shouldRetry: boolean } } = {},
  ) => {
    for (let attempt = 1; ; attempt += 1) {
      done(name);
      try {
        const result = await run({ attempt });
        return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
      } catch (cause) {
        const error = cause as Error;
        if (!options.retryStrategy?.(error, attempt).shouldRetry) throw new StepError(error.message, error);
      }
    }
  };
  const durable = {
    logger: quiet.logger,
    step,
    createCallback,
    wait: async (name: string) => done(name),
    waitForCallback: async (name: string, submit: (callbackId: string) => Promise<void>) => {
      done(name);
      const callbackId = `callback-${operations.length}`;
      await submit(callbackId);
      return reply(name, callbackId);
    },
  };
  return { durable: durable as unknown as Durable, operations };
};
