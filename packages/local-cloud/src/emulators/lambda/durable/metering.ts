import { at } from "../../../core/values.ts";
import { bytes, million, type Price, pricesOf, type Use } from "../../../metering/price.ts";

/** https://aws.amazon.com/lambda/pricing/#Lambda_Durable_Functions_Pricing */
const price = pricesOf("Lambda", "lambda/pricing");
export const durableOperations = price("Durable operations", 8, million);
export const durableWritten = price("Durable data written (GB)", 0.25, 1);
export const durableRetained = price("Durable data retained (GB-months)", 0.15, 1);
export const durablePrices: readonly Price[] = [durableOperations, durableWritten, durableRetained];

const GB = 1024 ** 3;
const MONTH_MS = 30 * 86_400_000;

/**
 * Operations that an update counts as: a wait, callback, invocation or context one when it begins, a step one for each
 * of its tries. The start of an execution is one, and so is each invocation that Lambda tries again.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk.html#durable-operations-checkpoint-consumption
 */
export const billedOperations = ({ Type, Action }: { Type?: string; Action?: string }): number => {
  switch (Type) {
    case "CONTEXT":
    case "WAIT":
    case "CALLBACK":
    case "CHAINED_INVOKE":
      return Action === "START" ? 1 : 0;
    case "STEP":
      return Action === "START" ? 0 : 1;
    default:
      return 0;
  }
};

export const operationsAndBytes = (operations: number, written: number): Use[] => [
  { price: durableOperations, quantity: operations },
  { price: durableWritten, quantity: written / GB },
];

/** What a call of `CheckpointDurableExecution` costs, by its input. */
export const checkpointUses = (input: unknown): readonly Use[] => {
  const updates = at(input, "Updates");
  if (!Array.isArray(updates)) return [];
  let operations = 0;
  let written = 0;
  for (const update of updates) {
    operations += billedOperations({
      Type: String(at(update, "Type")),
      Action: String(at(update, "Action")),
    });
    written += bytes(at(update, "Payload")) + bytes(at(update, "Error"));
  }
  return operationsAndBytes(operations, written);
};

/** What is kept from the start until the retention period after the end has passed. */
export const retainedUse = (written: number, keptMs: number): Use => ({
  price: durableRetained,
  quantity: (written / GB) * (keptMs / MONTH_MS),
});
