import type { Context, KinesisStreamStateResponse } from "aws-lambda";
import * as z from "zod";
import { InvalidInputError } from "./errors.ts";
import { parse, parseJson } from "./parse.ts";
import { createTelemetry, type Telemetry } from "./telemetry.ts";

/** A record of a stream, with its place in the shard. */
export interface Sequenced<Value> {
  /** Digits; a later record of the shard has a greater number. */
  readonly sequenceNumber: string;
  readonly value: Value;
}

/** What Lambda hands over of a tumbling window: records of one shard, in order, and what was made of those before. */
export interface WindowPart<Value, State> {
  readonly shardId: string;
  /** ISO 8601, by when the records reached the stream. */
  readonly start: string;
  readonly end: string;
  /** Undefined at the beginning. */
  readonly state: State | undefined;
  readonly records: readonly Sequenced<Value>[];
  /** Nothing more comes to this state: its window is over, or it grew too large. */
  readonly isLast: boolean;
}

const text = z.string().min(1);
const WindowEvent = z.object({
  Records: z.array(z.object({ kinesis: z.object({ data: z.base64(), sequenceNumber: text }) })).default([]),
  window: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }),
  state: z.record(z.string(), z.unknown()).nullish(),
  shardId: text,
  isFinalInvokeForWindow: z.boolean(),
  isWindowTerminatedEarly: z.boolean(),
});

/**
 * A function behind a Kinesis stream with a tumbling window. It answers with the state for the next part of the window,
 * up to the first record that breaks the contract, and reports that one: what follows comes again, and the record itself
 * goes to the on-failure destination in the end. What `run` throws fails the whole part, which comes again with the state
 * it had. https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
 */
export const windowHandler = <Schema extends z.ZodType, State extends z.ZodObject>(options: {
  name: string;
  /** Of each record's data, which is JSON. */
  record: Schema;
  state: State;
  /** The state after this part; nothing keeps it after the last one. */
  run: (
    part: WindowPart<z.infer<Schema>, z.infer<State>>,
    telemetry: Telemetry,
  ) => Promise<z.infer<State> | undefined>;
}) => {
  const telemetry = createTelemetry(options.name);

  const read = (data: string) => {
    const subject = `${options.name} cannot read a record`;
    return parse(options.record, parseJson(Buffer.from(data, "base64").toString("utf8"), subject), subject);
  };

  return async function handleWindow(event: unknown, context: Context): Promise<KinesisStreamStateResponse> {
    telemetry.begin(context);
    let unit = telemetry.of({}, undefined);
    try {
      const part = parse(WindowEvent, event, `${options.name} cannot read what Lambda hands over`);
      const { shardId, window } = part;
      unit = telemetry.of({ shardId, window: window.start }, undefined);
      const state =
        part.state && Object.keys(part.state).length > 0
          ? parse(options.state, part.state, `${options.name} cannot read its own state`)
          : undefined;

      const records: Sequenced<z.infer<Schema>>[] = [];
      let unreadable: string | undefined;
      for (const { kinesis } of part.Records) {
        const { sequenceNumber } = kinesis;
        try {
          records.push({ sequenceNumber, value: read(kinesis.data) });
        } catch (error) {
          if (!(error instanceof InvalidInputError)) throw error;
          unit.logger.error(`${options.name} cannot read a record`, { sequenceNumber, issues: error.issues });
          unit.count("RecordsFailed");
          unreadable = sequenceNumber;
          break;
        }
      }
      const isOver = part.isFinalInvokeForWindow || part.isWindowTerminatedEarly;
      const next = await options.run(
        { shardId, ...window, state, records, isLast: isOver && unreadable === undefined },
        unit,
      );
      return {
        state: next ?? {},
        batchItemFailures: unreadable === undefined ? [] : [{ itemIdentifier: unreadable }],
      };
    } catch (error) {
      unit.logger.error(`${options.name} failed`, { error });
      throw telemetry.redacted(error);
    } finally {
      telemetry.flush();
    }
  };
};
