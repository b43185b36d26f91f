import { AwsError } from "../core/aws-error.ts";

const busy = (code: string, status = 400) => new AwsError(code, "Rate exceeded", { status });
const broken = (code: string) => new AwsError(code, "The request could not be processed.", { status: 500 });

/**
 * What a service answers that has too much to do, or that failed, by its name and with its status: clients decide by both
 * whether to try again. Services that are not here answer as most do.
 */
const refusals: Readonly<Record<string, readonly AwsError[]>> = {
  dynamodb: [busy("ThrottlingException"), broken("InternalServerError")],
  events: [busy("ThrottlingException"), broken("InternalException")],
  lambda: [busy("TooManyRequestsException", 429), broken("ServiceException")],
  scheduler: [busy("ThrottlingException", 429), broken("InternalServerException")],
  ses: [busy("TooManyRequestsException", 429), broken("InternalServiceErrorException")],
  sns: [busy("ThrottledException", 429), broken("InternalErrorException")],
  sqs: [busy("RequestThrottled", 403)],
};
const usual = [busy("ThrottlingException")];

const conflict = [new AwsError("TransactionConflictException", "Transaction is ongoing for the item")];
/** Another transaction has the item. */
const conflicts: Readonly<Record<string, readonly AwsError[]>> = { PutItem: conflict, UpdateItem: conflict };

/** Errors of an operation that a client is to try again after. */
export const refusalsOf = (service: string, operation: string): readonly AwsError[] => [
  ...(service === "dynamodb" ? (conflicts[operation] ?? []) : []),
  ...(refusals[service] ?? usual),
];
