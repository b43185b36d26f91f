import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { parseInput } from "../parse-input.ts";
import type { LambdaOperations } from "./api.ts";
import type { FunctionRegistry } from "./functions.ts";

/** Of the account; 100 of them stay for functions that reserve none. */
const ACCOUNT_LIMIT = 1000;
const UNRESERVED_AT_LEAST = 100;

const ofFunction = z.strictObject({ FunctionName: z.string() });
const putInput = ofFunction.extend({
  ReservedConcurrentExecutions: z.int().min(0, "Member must have value greater than or equal to 0"),
});

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
export const concurrencyOperations = (functions: FunctionRegistry): LambdaOperations => ({
  PutFunctionConcurrency(input) {
    const { FunctionName, ReservedConcurrentExecutions } = parseInput(putInput, input);
    const { fn } = functions.find(FunctionName);
    const others = functions
      .all()
      .reduce((sum, one) => sum + (one === fn ? 0 : (one.reservedConcurrency ?? 0)), 0);
    if (others + ReservedConcurrentExecutions > ACCOUNT_LIMIT - UNRESERVED_AT_LEAST)
      throw new AwsError(
        "InvalidParameterValueException",
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_AT_LEAST}].`,
        { fields: { Type: "User" } },
      );
    fn.reservedConcurrency = ReservedConcurrentExecutions;
    return { ReservedConcurrentExecutions };
  },
  GetFunctionConcurrency(input) {
    const { FunctionName } = parseInput(ofFunction, input);
    return { ReservedConcurrentExecutions: functions.find(FunctionName).fn.reservedConcurrency };
  },
  DeleteFunctionConcurrency(input) {
    const { FunctionName } = parseInput(ofFunction, input);
    functions.find(FunctionName).fn.reservedConcurrency = undefined;
    return {};
  },
});
