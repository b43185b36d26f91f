import { OrderError, offline } from "./order-error.ts";

const detailAfterColon = (error: Error) =>
  error.message.replace(/^Password did not conform with policy: /, "");

/** Cognito's exceptions by name, as sentences: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/ */
const sentences: Record<string, (error: Error) => OrderError> = {
  UsernameExistsException: () =>
    new OrderError(
      "email_taken",
      400,
      "There is an account with this address already. Sign in with it instead.",
    ),
  InvalidPasswordException: (error) =>
    new OrderError("weak_password", 400, `This password is too easy to guess: ${detailAfterColon(error)}.`),
  NotAuthorizedException: () =>
    new OrderError("wrong_password", 400, "Address and password do not belong together."),
  UserNotFoundException: () =>
    new OrderError("wrong_password", 400, "Address and password do not belong together."),
  UserNotConfirmedException: () =>
    new OrderError(
      "not_confirmed",
      400,
      "This address is not confirmed yet. Enter the code from our e-mail.",
    ),
  CodeMismatchException: () =>
    new OrderError("wrong_code", 400, "This is not the code from our e-mail. Look again."),
  ExpiredCodeException: () =>
    new OrderError("wrong_code", 400, "This code is too old. Sign up again to get another."),
  InvalidParameterException: (error) =>
    new OrderError("invalid", 400, `The bakery did not accept this: ${error.message}`),
  TooManyRequestsException: () =>
    new OrderError("throttled", 429, "The bakery is very busy. Try again in a moment."),
  LimitExceededException: () =>
    new OrderError("throttled", 429, "Too many tries. Wait a few minutes, then try again."),
  NetworkError: offline,
};

/**
 * Whether Cognito refused to renew a session because it never gave it: the user pool is another one by now, or the
 * account was deleted. Of a session that was revoked or has expired it says so.
 */
export const isUnknownSession = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "UserNotFoundException" ||
    (error.name === "NotAuthorizedException" && error.message.startsWith("Invalid Refresh Token")));

/** What Amplify throws when it signs somebody in or up, as an OrderError. */
export const sessionError = (error: unknown): OrderError => {
  if (error instanceof OrderError) return error;
  const known = error instanceof Error ? sentences[error.name]?.(error) : undefined;
  return (
    known ??
    new OrderError("unavailable", 500, "Signing in does not work right now. Try again in a moment.", {
      cause: error,
    })
  );
};
