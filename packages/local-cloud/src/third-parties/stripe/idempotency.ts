import type { StandInState } from "../stand-in.ts";
import { StripeApiError } from "./errors.ts";
import { shapes } from "./shapes.ts";
import { createShelf } from "./shelf.ts";

/** What was answered to the first request with a key. */
interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
}

interface KeyRecord {
  readonly path: string;
  readonly params: string;
  readonly at: number;
  answer?: StoredAnswer;
}

const KEY_LIFE_MS = 24 * 3600 * 1000;
/** A day of load tests would fill the disk; this is some 30 MB. */
const MAX_KEYS = 20_000;

/**
 * Results by idempotency key: kept for a day, whatever their status, once the endpoint began to run.
 * https://docs.stripe.com/api/idempotent_requests
 */
export const createIdempotencyKeys = (state: StandInState, now: () => number) => {
  const records = createShelf(state.records<KeyRecord>("idempotency-keys", shapes.key));
  const prune = () => {
    const oldest = now() - KEY_LIFE_MS;
    records.prune(({ at, answer }, count) => answer !== undefined && (at <= oldest || count > MAX_KEYS));
  };

  return {
    /** The stored answer, or undefined when the request is the first and may run: then `keep` or `release` it. */
    claim(key: string, path: string, params: string): StoredAnswer | undefined {
      prune();
      if (key.length > 255)
        throw new StripeApiError(400, "idempotency_error", "Idempotency keys have at most 255 characters.");
      const known = records.get(key);
      if (!known) {
        records.hold(key, { path, params, at: now() });
        return undefined;
      }
      const advice = `Try using a key other than '${key}' if you meant to execute a different request.`;
      if (known.path !== path)
        throw new StripeApiError(
          400,
          "idempotency_error",
          `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${path}' vs '${known.path}'). ${advice}`,
        );
      if (known.params !== params)
        throw new StripeApiError(
          400,
          "idempotency_error",
          `Keys for idempotent requests can only be used with the same parameters they were first used with. ${advice}`,
        );
      if (known.answer) return known.answer;
      throw new StripeApiError(
        409,
        "idempotency_error",
        `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
        { code: "idempotency_key_in_use" },
      );
    },
    keep(key: string, answer: StoredAnswer): void {
      const record = records.get(key);
      if (!record) return;
      record.answer = answer;
      records.put(key, record);
    },
    /** Nothing ran under the key (invalid parameters, a failure before the endpoint): the next request may. */
    release: records.delete,
  };
};
