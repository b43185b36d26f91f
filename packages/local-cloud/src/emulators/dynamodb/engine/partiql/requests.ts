import { z } from "zod";
import { atLeast, atMost, oneOf, whole } from "../../../constraints.ts";
import { parameters } from "../inputs.ts";

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html

const statement = {
  Statement: z.string().min(1, atLeast(1)).max(8192, atMost(8192)),
  Parameters: parameters.optional(),
  ReturnValuesOnConditionCheckFailure: oneOf(["ALL_OLD", "NONE"]).optional(),
};
const consumed = { ReturnConsumedCapacity: oneOf(["INDEXES", "TOTAL", "NONE"]).optional() };
const consistent = { ConsistentRead: z.boolean().optional() };

export const executeStatement = z.strictObject({
  ...statement,
  ...consistent,
  ...consumed,
  NextToken: z.string().min(1, atLeast(1)).max(32_768, atMost(32_768)).optional(),
  Limit: whole(1).optional(),
});
export const batchExecuteStatement = z.strictObject({
  Statements: z
    .array(z.strictObject({ ...statement, ...consistent }))
    .min(1, atLeast(1))
    .max(25, atMost(25)),
  ...consumed,
});
export const executeTransaction = z.strictObject({
  TransactStatements: z.array(z.strictObject(statement)).min(1, atLeast(1)).max(100, atMost(100)),
  ClientRequestToken: z.string().min(1, atLeast(1)).max(36, atMost(36)).optional(),
  ...consumed,
});

export type ExecuteStatementInput = z.output<typeof executeStatement>;
export type BatchExecuteStatementInput = z.output<typeof batchExecuteStatement>;
export type ExecuteTransactionInput = z.output<typeof executeTransaction>;
