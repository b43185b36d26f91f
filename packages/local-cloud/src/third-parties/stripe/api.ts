import type { Clock } from "../../core/clock.ts";
import type { StandInState } from "../stand-in.ts";
import type { Execution } from "./endpoint.ts";
import { StripeApiError } from "./errors.ts";
import type { Events } from "./events.ts";
import { decodeForm } from "./form.ts";
import { createIdempotencyKeys } from "./idempotency.ts";

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

type Route = (method: string, path: string, params: Record<string, unknown>) => Execution;

const canonical = (form: string): string => {
  const params = new URLSearchParams(form);
  params.sort();
  return params.toString();
};

/** Requests without HTTP: how each test method behaves, and what idempotency keys make of repeated ones. */
export const createApi = (
  state: StandInState,
  route: Route,
  clock: Clock,
  stopping: AbortSignal,
  within: Events["within"],
) => {
  const keys = createIdempotencyKeys(state, () => clock.now());
  const failures = new Map<string, number>();

  /** Undefined when the client gets no answer. */
  const perform = async (
    execution: Execution,
    failureKey: string,
    cause: { id: string; idempotency_key: string | null },
    signal: AbortSignal,
  ): Promise<Answer | undefined> => {
    const { behaviour } = execution;
    if (behaviour.kind === "hang") {
      if (!signal.aborted)
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return undefined;
    }
    if (behaviour.kind === "fail") {
      const failed = failures.get(failureKey) ?? 0;
      failures.set(failureKey, failed + 1);
      if (failed < behaviour.times)
        return errorAnswer(new StripeApiError(500, "api_error", "An unknown error occurred"));
    }
    if (behaviour.kind === "authorize" && behaviour.afterMs !== undefined)
      await clock.wait(behaviour.afterMs, stopping);
    try {
      return { status: 200, body: JSON.stringify(within(cause, () => execution.run())) };
    } catch (error) {
      return errorAnswer(error);
    }
  };

  const post = async (
    path: string,
    text: string,
    key: string | undefined,
    requestId: string,
    signal: AbortSignal,
  ): Promise<Answer | undefined> => {
    const cause = { id: requestId, idempotency_key: key ?? null };
    if (key === undefined)
      return perform(route("POST", path, decodeForm(text)), `${path}?${text}`, cause, signal);
    const stored = keys.claim(key, path, canonical(text));
    if (stored)
      return {
        ...stored,
        headers: {
          "Idempotent-Replayed": "true",
          "Original-Request": stored.requestId,
          "Idempotency-Key": key,
        },
      };
    let answer: Answer | undefined;
    try {
      const execution = route("POST", path, decodeForm(text));
      answer = await perform(execution, key, cause, signal);
      // Stripe keeps a 500 too once the endpoint ran; ours happen before it runs, and those Stripe does not keep.
      if (answer && answer.status < 500) keys.keep(key, { ...answer, requestId });
      else keys.release(key);
      const isLost = execution.behaviour.kind === "authorize" && execution.behaviour.loseAnswer;
      return isLost
        ? undefined
        : answer && { ...answer, headers: { "Idempotency-Key": key, "Original-Request": requestId } };
    } catch (error) {
      keys.release(key);
      throw error;
    }
  };

  return {
    post,
    /** Anything but a POST. */
    ask: (method: string, path: string, query: string, requestId: string, signal: AbortSignal) =>
      perform(route(method, path, decodeForm(query)), "", { id: requestId, idempotency_key: null }, signal),
  };
};

/** Throws what is no error of Stripe's: the stand-in itself failed then. */
export const errorAnswer = (error: unknown): Answer => {
  if (!(error instanceof StripeApiError)) throw error;
  return { status: error.status, body: JSON.stringify({ error: error.body }) };
};
