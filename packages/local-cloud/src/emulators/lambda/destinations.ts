import { serviceOf } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import { queueUrlOf } from "../sqs/queue-store.ts";
import type { LambdaFunction } from "./functions.ts";

type Attributes = Record<string, { DataType: string; StringValue: string }>;

/** Sends a record of an invocation to a queue, topic, function or bus, with the function's role. */
export const sendToDestination = async (
  cloud: Cloud,
  fn: LambdaFunction,
  destination: string,
  message: { body: object | string; detailType?: string; attributes?: Attributes; causes: readonly number[] },
): Promise<void> => {
  const caller = {
    principal: { kind: "role", arn: fn.role } as const,
    causes: message.causes,
    source: fn.name,
  };
  const text = typeof message.body === "string" ? message.body : JSON.stringify(message.body);
  const attributes = message.attributes && { MessageAttributes: message.attributes };
  switch (serviceOf(destination)) {
    case "sqs":
      await cloud.call(
        "sqs",
        "SendMessage",
        { QueueUrl: queueUrlOf(cloud, destination), MessageBody: text, ...attributes },
        caller,
      );
      return;
    case "sns":
      await cloud.call("sns", "Publish", { TopicArn: destination, Message: text, ...attributes }, caller);
      return;
    case "lambda":
      await cloud.call(
        "lambda",
        "Invoke",
        { FunctionName: destination, InvocationType: "Event", Payload: text },
        caller,
      );
      return;
    case "events": {
      // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
      const entry = {
        EventBusName: destination,
        Source: "lambda",
        DetailType: message.detailType ?? "Lambda Function Invocation Result",
        Detail: text,
        Resources: [fn.arn],
      };
      await cloud.call("events", "PutEvents", { Entries: [entry] }, caller);
      return;
    }
    default:
      throw new Error(`${fn.name}: the local cloud cannot send to the destination ${destination}.`);
  }
};
