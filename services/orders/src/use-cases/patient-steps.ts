import { CallbackTimeoutError, createRetryStrategy, retryPresets } from "@aws/durable-execution-sdk-js";
import type { Telemetry } from "@sourdough/lambda-kit";
import type { Durable } from "@sourdough/lambda-kit/durable";
import type { RejectionReason } from "../domain/order.ts";
import { FulfilmentReply } from "../inputs.ts";

/** Ten times within five minutes, as `retry.patiently` of the state machines. */
const tries = 11;
const patience = createRetryStrategy({
  maxAttempts: tries,
  initialDelay: { seconds: 1 },
  maxDelay: { seconds: 60 },
  backoffRate: 2,
});

/** A bug, or an order that is gone: it would be the same again. */
const hopeless = ["OrderNotFoundError", "InvalidInputError"];
const isHopeless = (error: unknown): boolean =>
  error instanceof Error && (hopeless.includes(error.name) || isHopeless(error.cause));

/** Why nobody was asked: the order cannot be taken, or somebody has closed it. */
export type NotAsked = RejectionReason | "closed";

/** What came of a request: a reply, a refusal with or without one, or nothing in time. */
interface Answer {
  /** Of the reply. */
  eventId?: string;
  depth?: number | undefined;
  reason?: NotAsked | undefined;
}

/**
 * Steps that outlast failures of the system. When their tries are used up they are held: a metric says so, and the
 * execution waits, at no cost, until somebody completes the callback whose id is in the log.
 */
export const patientSteps = (durable: Durable, { logger, count }: Telemetry) => {
  const hold = (step: string, error: unknown) =>
    durable.waitForCallback(`${step}Held`, async (callbackId) => {
      count("FulfilmentsHeld");
      logger.error(`${step} is held. Complete the callback to have it tried again.`, { callbackId, error });
    });

  return {
    /** Tries `run` until it succeeds; throws what would be the same again. */
    async patiently<Result>(step: string, run: () => Promise<Result>): Promise<Result> {
      for (;;) {
        try {
          return await durable.step(step, run, {
            retryStrategy: (error, attempts) =>
              isHopeless(error) ? { shouldRetry: false } : patience(error, attempts),
          });
        } catch (error) {
          if (isHopeless(error)) throw error;
          await hold(step, error);
        }
      }
    },

    /**
     * Publishes a request, by `publish`, and waits for the reply to it; `publish` may answer why it asked nobody. Each
     * attempt has a callback of its own, since time runs from when a request is on the bus.
     */
    async ask(
      step: string,
      timeoutSeconds: number,
      publish: (replyTo: string, attempt: number) => Promise<NotAsked | undefined>,
    ): Promise<Answer> {
      for (let attempt = 0; ; attempt += 1) {
        const [reply, replyTo] = await durable.createCallback(`${step}Reply`, {
          timeout: { seconds: timeoutSeconds },
        });
        try {
          const reason = await durable.step(step, () => publish(replyTo, attempt), {
            retryStrategy: retryPresets.noRetry,
          });
          if (reason) return { reason };
        } catch (error) {
          const { shouldRetry, delay } = patience(error as Error, (attempt % tries) + 1);
          if (shouldRetry) await durable.wait(`${step}Again`, delay ?? { seconds: 1 });
          else await hold(step, error);
          continue;
        }
        try {
          return FulfilmentReply.parse(JSON.parse(await reply));
        } catch (error) {
          if (error instanceof CallbackTimeoutError) return {};
          throw error;
        }
      }
    },
  };
};
