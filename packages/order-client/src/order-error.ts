/** What went wrong, for code to branch on. The message of the error is a sentence for the customer. */
export type OrderErrorCode =
  | "offline"
  | "signed_out"
  | "account_gone"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid"
  | "throttled"
  | "unavailable"
  | "email_taken"
  | "wrong_password"
  | "weak_password"
  | "not_confirmed"
  | "wrong_code";

/** A request that cannot succeed, or did not after its retries. `message` is a sentence a customer can read. */
export class OrderError extends Error {
  override readonly name = "OrderError";
  readonly code: OrderErrorCode;
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number;

  constructor(code: OrderErrorCode, status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
    this.status = status;
  }
}

/** Whether the same request may succeed a moment later. */
export const isTransient = (error: unknown): boolean =>
  error instanceof OrderError && ["offline", "throttled", "unavailable"].includes(error.code);

export const offline = (cause: unknown) =>
  new OrderError("offline", 0, "The bakery cannot be reached. Check your connection.", { cause });

export const signedOut = () =>
  new OrderError("signed_out", 401, "You are signed out, or were away for long. Sign in to go on.");

export const accountGone = () =>
  new OrderError(
    "account_gone",
    401,
    "The bakery does not know this account any more. Sign in with one that it knows, or create it again.",
  );

/** An error for an answer that is not a success; `detail` is what the API says is wrong. */
export const answered = (status: number, detail: string | undefined): OrderError => {
  if (status === 401) return signedOut();
  if (status === 403) return new OrderError("forbidden", status, "This is not for your account.");
  if (status === 404) return new OrderError("not_found", status, "There is nothing here by that name.");
  if (status === 409)
    return new OrderError(
      "conflict",
      status,
      "It is too late for that, or too early: the order has moved on.",
    );
  if (status === 429)
    return new OrderError("throttled", status, "The bakery is very busy. Try again in a moment.");
  if (status >= 500)
    return new OrderError("unavailable", status, "Something broke on our side. Try again in a moment.");
  return new OrderError("invalid", status, `The bakery did not accept this: ${detail ?? `status ${status}`}`);
};
