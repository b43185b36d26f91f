/** Why a delivery failed, as the dead-letter queue is told. */
export interface Failure {
  /** One of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** The target asked to wait this long. */
  readonly retryAfterMs?: number;
}

/** A failure that is already known for what it is. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly code: string;
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, { cause });
    this.code = failure.code;
    this.failure = failure;
  }
}

const KINDS: readonly (readonly [code: string, retryable: boolean, pattern: RegExp])[] = [
  ["NO_PERMISSIONS", false, /AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden/],
  ["NO_RESOURCE", false, /NotFound|NonExistent|DoesNotExist/],
  ["THROTTLING", true, /Throttl|TooManyRequests|LimitExceeded|OverLimit/],
];

/** Missing permission, missing resource and a request the target calls wrong are not tried again. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof DeliveryError) return error.failure;
  const { code, name, message, status } = error as Partial<Record<string, unknown>>;
  const text = String(message ?? error);
  const known = KINDS.find(([, , pattern]) => pattern.test(String(code ?? name)));
  if (known) return { code: known[0], message: text, retryable: known[1] };
  if (typeof status === "number" && status < 500) {
    return { code: "SDK_CLIENT_ERROR", message: text, retryable: false };
  }
  return { code: "ERROR_FROM_TARGET", message: text, retryable: true };
};
