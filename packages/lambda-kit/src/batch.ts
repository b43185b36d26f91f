import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { SQSBatchResponse, SQSEvent, SQSHandler, SQSRecord } from "aws-lambda";
import { correlationOf } from "./correlation.ts";
import { InvalidInputError } from "./errors.ts";
import { inSpan } from "./span.ts";
import { createTelemetry, type Telemetry } from "./telemetry.ts";
import { createTimeLimit } from "./time-limit.ts";
import { createTurns } from "./turns.ts";

interface Consumer<Message> {
  name: string;
  /** Throws `InvalidInputError`. */
  read: (record: SQSRecord) => Message;
  /** What of a message the log names; the message unless stated. */
  about?: (message: Message) => unknown;
  /** Whether the messages of a batch wait for each other; they do not unless stated. */
  oneByOne?: boolean | undefined;
  run: (message: Message, telemetry: Telemetry) => Promise<unknown>;
}

/**
 * Runs each message of a batch on its own and reports those that failed, or for which no time is left, so that the
 * others are not repeated. The queue hands a failed one out again, and to its dead-letter queue in the end. Copies of one
 * message in a batch run one after the other: at once they would be in each other's way, and use up each other's tries.
 */
export const batchHandler = <Message>({ name, read, run, oneByOne, about: subjectOf }: Consumer<Message>) => {
  const telemetry = createTelemetry(name);
  const processor = new BatchProcessor(EventType.SQS);

  const handleRecord = async (
    record: SQSRecord,
    limit: ReturnType<typeof createTimeLimit>,
    inTurn: ReturnType<typeof createTurns>,
  ) => {
    const about = {
      messageId: record.messageId,
      receiveCount: Number(record.attributes.ApproximateReceiveCount),
    };
    let unit = telemetry.of(about, record.body);
    try {
      const message = read(record);
      const subject = subjectOf ? subjectOf(message) : message;
      const correlation = correlationOf(subject);
      unit = telemetry.of({ ...about, ...correlation }, subject);
      const handle = () => inSpan(name, correlation.traceparent, () => run(message, unit));
      // The same event may be wrapped in another text, as by a topic.
      await inTurn(correlation.eventId ?? record.body, () => limit.within(handle));
      unit.logger.info(`${name} done`);
    } catch (error) {
      const issues = error instanceof InvalidInputError ? { issues: error.issues } : {};
      unit.logger.error(`${name} failed`, { error, ...issues });
      unit.count("MessagesFailed");
      throw error;
    }
  };

  return async function handleBatch(event, context): Promise<SQSBatchResponse> {
    telemetry.begin(context);
    const limit = createTimeLimit(context);
    const inTurn = createTurns();
    try {
      // A batch that failed as a whole is reported like any other: the function itself did what it should.
      return await processPartialResponse(
        event,
        (record: SQSRecord) => handleRecord(record, limit, inTurn),
        processor,
        {
          context,
          throwOnFullBatchFailure: false,
          processInParallel: oneByOne !== true,
        },
      );
    } finally {
      limit.clear();
      telemetry.flush();
    }
  } satisfies (event: SQSEvent, context: Parameters<SQSHandler>[1]) => Promise<SQSBatchResponse>;
};
