import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ExecutionAlreadyExists, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetQueueUrlCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { nameOf } from "../names.ts";
import type { Target } from "../target.ts";
import { type Letter, noted } from "./letter.ts";

/** It stays where it is, and why. */
export class StaysError extends Error {
  override readonly name = "StaysError";
}

/** Where a message goes back to, and how. */
export interface Delivery {
  readonly to: string;
  /** Done again it does no harm: what gets it knows it by its id, or the service by its name. */
  send(): Promise<unknown>;
}

const busOf = (target: Target) => `sourdough-${target.stage}-bus`;

/** What the services of AWS add to a message they give up; the consumer never saw it. */
const added = new Set<string>([
  ...["RULE_ARN", "SCHEDULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE", "RETRY_ATTEMPTS"],
  ...["EXHAUSTED_RETRY_CONDITION", "EXECUTION_ID", "IS_PAYLOAD_TRUNCATED", "SCHEDULED_TIME"],
  ...Object.values(noted),
]);

/** As it is, to the queue that it was in. */
export const sendTo = async ({ sqs }: Target, queueArn: string, { message }: Letter): Promise<void> => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: nameOf(queueArn) }));
  const attributes = Object.entries(message.MessageAttributes ?? {}).filter(([name]) => !added.has(name));
  const trace = message.Attributes?.AWSTraceHeader;
  await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: message.Body,
      ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
      ...(trace && {
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: trace } },
      }),
    }),
  );
};

/** By the id of the message, so that an execution of a Standard machine is started once. */
export const start = async (
  { sfn }: Target,
  stateMachineArn: string,
  name: string,
  input: unknown,
): Promise<void> => {
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
};

const Published = z.object({ source: z.string(), "detail-type": z.string(), detail: z.unknown() });

/** Puts an event on the bus of the stage. Throws when the bus refuses it. */
export const publish = async (target: Target, event: unknown): Promise<void> => {
  const { source: Source, "detail-type": DetailType, detail } = Published.parse(event);
  const { Entries = [] } = await target.events.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: busOf(target), Source, DetailType, Detail: JSON.stringify(detail) }],
    }),
  );
  const refused = Entries.find(({ ErrorCode }) => ErrorCode);
  if (refused) throw new Error(`The bus refuses it: ${refused.ErrorCode}, ${refused.ErrorMessage}.`);
};
