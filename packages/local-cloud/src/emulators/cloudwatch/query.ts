import type { QueryProtocol } from "../../core/wire.ts";

/** What the query protocol calls errors that have other names as shapes. */
const CODES: Readonly<Record<string, string>> = {
  DashboardInvalidInputError: "InvalidParameterInput",
  DashboardNotFoundError: "ResourceNotFound",
  InvalidParameterCombinationException: "InvalidParameterCombination",
  InvalidParameterValueException: "InvalidParameterValue",
  MissingRequiredParameterException: "MissingParameter",
  ValidationException: "ValidationError",
};

/** Names of `AlarmNames.member.1`, which the SDK has as they are. */
export const cloudWatchQuery: QueryProtocol = {
  namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
  error: ({ code, message }) => ({ Code: CODES[code] ?? code, Message: message }),
};
