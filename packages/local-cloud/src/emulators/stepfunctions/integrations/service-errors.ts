import { randomUUID } from "node:crypto";
import { AwsError } from "../../../core/aws-error.ts";
import { StateError } from "../errors.ts";
import { Ended } from "../lifetime.ts";

/** How a kind of integration names errors and words their cause. */
export interface ErrorDialect {
  error(code: string): string;
  cause(error: AwsError, code: string): string;
  /** Name for a call that never got an answer. */
  readonly clientError: string;
}

/** Codes no SDK of AWS has a class for: they come under the exception of the service. */
const unmodeled = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "InternalFailure",
  "InvalidParameterCombination",
  "InvalidParameterValue",
  "MissingParameter",
  "SerializationException",
  "UnknownOperationException",
  "UnrecognizedClientException",
  "ValidationError",
]);
const modelsValidation = new Set(["Sfn", "Pipes", "Scheduler"]);

const exceptionOf = (prefix: string, code: string, base: string): string => {
  if (unmodeled.has(code) || (code === "ValidationException" && !modelsValidation.has(prefix)))
    return `${prefix}.${base}`;
  return `${prefix}.${code.endsWith("Exception") ? code : `${code}Exception`}`;
};

/** `aws-sdk:` integrations: names of the AWS SDK for Java 2 (`DynamoDb.TransactionCanceledException`). */
export const sdkDialect = (prefix: string): ErrorDialect => ({
  error: (code) => exceptionOf(prefix, code, `${prefix}Exception`),
  cause: ({ message, status }) =>
    `${message} (Service: ${prefix}, Status Code: ${status}, Request ID: ${randomUUID()})`,
  clientError: `${prefix}.SdkClientException`,
});

/** Optimized integrations: names of the AWS SDK for Java 1 (`DynamoDB.ConditionalCheckFailedException`). */
export const optimizedDialect = (prefix: string, service: string, base: string): ErrorDialect => ({
  error: (code) => exceptionOf(prefix, code, base),
  cause: ({ message, status }, code) =>
    `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null)`,
  clientError: `${prefix}.SdkClientException`,
});

/** Runs a call and turns what it throws into the error the state sees. */
export const inDialect = async <T>(
  dialect: ErrorDialect,
  warn: (message: string) => void,
  run: () => Promise<T>,
): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StateError || error instanceof Ended) throw error;
    if (!(error instanceof AwsError)) {
      const message = error instanceof Error ? error.message : String(error);
      warn(`A task of a state machine could not make its call: ${message}`);
      throw new StateError(dialect.clientError, message, { cause: error });
    }
    // AWS would refuse such a machine; here it may be an operation the local cloud lacks.
    if (error.code === "UnknownOperationException") warn(error.message);
    const code = error.code.slice(error.code.lastIndexOf("#") + 1);
    throw new StateError(dialect.error(code), dialect.cause(error, code), { cause: error });
  }
};
