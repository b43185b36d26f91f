import { AwsError } from "../../../core/aws-error.ts";

export const invalid = (message: string): AwsError => new AwsError("ValidationException", message);

/** What most rules about parameters begin with. */
export const invalidParameters = (message: string): AwsError =>
  invalid(`One or more parameter values were invalid: ${message}`);

/** Of a stream. */
export const trimmed = (): AwsError =>
  new AwsError(
    "TrimmedDataAccessException",
    "The operation attempted to read past the oldest stream record in a shard.",
  );

export const notFound = (message = "Requested resource not found"): AwsError =>
  new AwsError("ResourceNotFoundException", message);
