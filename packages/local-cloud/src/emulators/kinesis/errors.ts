import { AwsError } from "../../core/aws-error.ts";

export const invalid = (message: string): AwsError => new AwsError("InvalidArgumentException", message);
export const invalidValue = (message: string): AwsError => new AwsError("ValidationException", message);
export const inUse = (message: string): AwsError => new AwsError("ResourceInUseException", message);
export const limitExceeded = (message: string): AwsError => new AwsError("LimitExceededException", message);
export const tooMuch = (message: string): AwsError =>
  new AwsError("ProvisionedThroughputExceededException", message);
export const notFound = (message: string): AwsError => new AwsError("ResourceNotFoundException", message);

export const noStream = (name: string, accountId: string): AwsError =>
  notFound(`Stream ${name} under account ${accountId} not found.`);
