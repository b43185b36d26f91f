import {
  DurableExecutionAlreadyStartedException,
  InvokeCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type * as z from "zod";
import type { Order } from "../domain/order.ts";
import type { FulfilmentRequest } from "../inputs.ts";
import type { Cause, Fulfilment } from "../use-cases/ports.ts";

/**
 * Starts the state machine with the order id as the name of the execution, of which there can be only one in 90
 * days: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const machineFulfilment = (client: SFNClient, stateMachineArn: string): Fulfilment => ({
  start: async (order, cause) => {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: order.orderId,
          input: JSON.stringify(fulfilmentInput(order, cause)),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  },
});

/**
 * Starts the durable function, by its ARN with an alias, likewise: there can be one execution of a name as long as it
 * runs and is kept. https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-idempotency.html
 */
export const durableFulfilment = (client: LambdaClient, functionArn: string): Fulfilment => ({
  start: async (order, cause) => {
    try {
      await client.send(
        new InvokeCommand({
          FunctionName: functionArn,
          InvocationType: "Event",
          DurableExecutionName: order.orderId,
          Payload: JSON.stringify(fulfilmentInput(order, cause)),
        }),
      );
    } catch (error) {
      if (!(error instanceof DurableExecutionAlreadyStartedException)) throw error;
    }
  },
});

const fulfilmentInput = (order: Order, cause: Cause): z.input<typeof FulfilmentRequest> => ({
  orderId: order.orderId,
  customerId: order.customer.customerId,
  storeId: order.storeId,
  paymentMethodId: order.paymentMethodId,
  lines: order.lines,
  totalCents: order.totalCents,
  currency: order.currency,
  ...cause,
});
