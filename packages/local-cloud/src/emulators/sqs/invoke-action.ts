import { AwsError } from "../../core/aws-error.ts";
import { type actions, SqsError } from "./fauxqs.ts";
import type { QueueStore } from "./queue-store.ts";

/** Runs one of fauxqs' actions; its errors come out as those of the AWS API. */
export const invokeAction = (
  action: (typeof actions)[keyof typeof actions],
  input: object,
  store: QueueStore,
): object => {
  try {
    return action(input, store, { headers: {} });
  } catch (error) {
    if (error instanceof SqsError) {
      throw new AwsError(error.code, error.message, { status: error.statusCode, cause: error });
    }
    throw error;
  }
};
