import {
  CallbackTimeoutException,
  DurableExecutionAlreadyStartedException,
  InvokeCommand,
  type LambdaClient,
  ResourceNotFoundException,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda";
import type { DisputeExecutions } from "../use-cases/dispute-ports.ts";

/** Executions of the durable function, by its ARN with an alias; each has the name of its dispute. */
export const disputeExecutions = (client: LambdaClient, functionArn: string): DisputeExecutions => ({
  start: async (input) => {
    try {
      await client.send(
        new InvokeCommand({
          FunctionName: functionArn,
          InvocationType: "Event",
          DurableExecutionName: input.disputeId,
          Payload: JSON.stringify(input),
        }),
      );
    } catch (error) {
      if (!(error instanceof DurableExecutionAlreadyStartedException)) throw error;
    }
  },
  wake: async (CallbackId) => {
    try {
      await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "{}" }));
    } catch (error) {
      // Completed, out of time, or of an execution that is kept no longer.
      const isGone = error instanceof CallbackTimeoutException || error instanceof ResourceNotFoundException;
      if (!isGone) throw error;
    }
  },
});
