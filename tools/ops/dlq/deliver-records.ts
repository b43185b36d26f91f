import { InvokeCommand, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { DescribePipeCommand } from "@aws-sdk/client-pipes";
import { StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { compileFilterCriteria } from "sourdough-local/models";
import { nameOf } from "../names.ts";
import type { Target } from "../target.ts";
import { checkEvent } from "./contract.ts";
import type { Batch } from "./letter.ts";
import { type Delivery, StaysError } from "./sending.ts";
import { recordContent, recordsOf } from "./stream.ts";

/** What a pipe gave up on: the records, read from its stream and filtered, to the state machine that the pipe calls. */
export const ofPipe = async (target: Target, pipeArn: string, batch: Batch): Promise<Delivery> => {
  const pipe = await target.pipes.send(new DescribePipeCommand({ Name: nameOf(pipeArn) }));
  const machine = pipe.Target ?? "";
  if (!machine.includes(":stateMachine:") || pipe.TargetParameters?.InputTemplate || pipe.Enrichment)
    throw new StaysError(
      `${nameOf(pipeArn)} leads to ${machine}, by a template or an enrichment: only the pipe can do that`,
    );
  const records = await recordsOf(target, batch);
  const patterns = pipe.SourceParameters?.FilterCriteria?.Filters?.map(({ Pattern = "{}" }) => Pattern) ?? [];
  const source = batch.streamArn.includes(":dynamodb:") ? "dynamodb" : "kinesis";
  const wanted = records.filter(compileFilterCriteria(patterns, source));
  for (const record of wanted) {
    const { broken } = checkEvent(recordContent(record));
    if (broken) throw new StaysError(`what it is to publish breaks its contract: ${broken}`);
  }
  return {
    to: `state machine ${nameOf(machine)}, records read from the stream: ${wanted.length}`,
    send: async () => {
      const {
        status,
        output = "{}",
        error,
        cause,
      } = await target.sfn.send(
        new StartSyncExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(wanted) }),
      );
      if (status !== "SUCCEEDED") throw new Error(`${nameOf(machine)} is ${status}: ${error}, ${cause}.`);
      const failures =
        (JSON.parse(output) as { batchItemFailures?: unknown[] } | null)?.batchItemFailures ?? [];
      if (failures.length > 0)
        throw new Error(
          `${nameOf(machine)} could not handle ${failures.length} of ${wanted.length} records.`,
        );
    },
  };
};

/** What an event source mapping gave up on: the records, read from its stream, to its function. */
export const ofMapping = async (target: Target, functionArn: string, batch: Batch): Promise<Delivery> => {
  const { EventSourceMappings = [] } = await target.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: functionArn }),
  );
  const mapping = EventSourceMappings.find(({ EventSourceArn = "" }) => batch.streamArn === EventSourceArn);
  const name = functionArn.split(":function:")[1];
  const records = await recordsOf(target, batch);
  if (mapping?.TumblingWindowInSeconds)
    throw new StaysError(
      `${name} counts by windows, in the order of the shard, and ignores what the shard has passed: ${records.length} records stay uncounted; delete the message once you know why it failed`,
    );
  return {
    to: `function ${name}, records read from the stream: ${records.length}`,
    send: async () => {
      const { FunctionError, Payload } = await target.lambda.send(
        new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify({ Records: records }) }),
      );
      const text = Buffer.from(Payload ?? []).toString();
      if (FunctionError) throw new Error(`${name} failed again: ${text}`);
      const failures = (JSON.parse(text || "null") as { batchItemFailures?: unknown[] } | null)
        ?.batchItemFailures;
      if (failures?.length)
        throw new Error(`${name} could not handle ${failures.length} of ${records.length} records.`);
    },
  };
};
