import { isArnOf } from "../../core/arn.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import type { Batch, BatchResult } from "../../core/polling.ts";
import { compilePipeTemplate, type PipeNames } from "../../templates/index.ts";
import { failureOf } from "../eventbridge/failure.ts";
import { pollIdOf, type SourceRecord } from "./batch-answer.ts";
import { explainFailures } from "./failure-reason.ts";
import { invoke, isInvocable } from "./invoke.ts";
import type { PipeProperties } from "./resources.ts";
import { createSend, type Item, type RecordFailure } from "./targets.ts";

class BrokenTemplate extends Error {
  override readonly name = "BrokenTemplate";
  readonly code = "INVALID_JSON";
}

const isEmpty = (answer: unknown) =>
  answer === undefined ||
  answer === null ||
  answer === "" ||
  (typeof answer === "object" && Object.keys(answer).length === 0);

/** Turns an event into the text for the enrichment or the target. */
const createRender = (cloud: Cloud, template: string | undefined, names: PipeNames) => {
  if (template === undefined) return (event: unknown) => JSON.stringify(event);
  const compiled = compilePipeTemplate(template, names);
  if (compiled.problem !== undefined) {
    cloud.warn(`The input template of pipe ${names.pipeName} never gives valid JSON: ${compiled.problem}`);
  }
  return (event: unknown) => {
    const rendered = compiled.render({ event, ingestionTime: new Date(cloud.clock.now()).toISOString() });
    if (!("problem" in rendered)) return rendered.text;
    throw new BrokenTemplate(
      `The input template of pipe ${names.pipeName} gave no valid JSON (${rendered.problem}): ${rendered.text}`,
    );
  };
};

/** Compiles what a pipe does with a batch: enrichment, template, target. Resolves with the poll ids that failed. */
export const createHandler = (cloud: Cloud, properties: PipeProperties, names: PipeNames) => {
  const { enrichment, enrichmentParameters, targetParameters, roleArn, target } = properties;
  const { pipeArn, pipeName } = names;
  if (enrichment !== undefined && !isInvocable(enrichment)) {
    throw new Error(
      `its enrichment is ${enrichment}: the local cloud's pipes enrich with Lambda and Step Functions`,
    );
  }
  const send = createSend(cloud, properties, pipeName);
  const forEnrichment = createRender(cloud, enrichmentParameters?.inputTemplate, names);
  const forTarget = createRender(cloud, targetParameters?.inputTemplate, names);

  /** Events for the target; none when the enrichment answers with nothing, which ends the batch. */
  const enrich = async (
    records: readonly SourceRecord[],
    arn: string,
    caller: Caller,
  ): Promise<unknown[]> => {
    const payload = `[${records.map(forEnrichment).join(",")}]`;
    const answer = await invoke(cloud, arn, "REQUEST_RESPONSE", payload, caller);
    if (isEmpty(answer)) return [];
    return Array.isArray(answer) ? answer : [answer];
  };

  const run = async (records: readonly SourceRecord[], caller: Caller): Promise<readonly RecordFailure[]> => {
    const items: Item[] = enrichment
      ? (await enrich(records, enrichment, caller)).map((event) => ({ event, text: forTarget(event) }))
      : records.map((record) => ({ event: record, text: forTarget(record), pollId: pollIdOf(record) }));
    if (items.length === 0) return [];
    let failed: readonly RecordFailure[] = [];
    const payload = items.map(({ text }) => text);
    for (const delay of cloud.faults.delivery({ service: "pipes", from: pipeArn, to: target, payload })) {
      if (delay > 0) await cloud.clock.wait(delay);
      failed = await send(items, records, caller);
    }
    return failed;
  };

  return async ({ records, causes }: Batch<SourceRecord>): Promise<BatchResult> => {
    const hop = cloud.journal.record({
      service: "pipes",
      action: "HandleBatch",
      resource: pipeArn,
      source: properties.source,
      causes,
      input: records,
    });
    try {
      const failed = await run(records, {
        principal: { kind: "role", arn: roleArn },
        causes: [hop.id],
        source: pipeArn,
      });
      cloud.journal.finish(hop, { output: { failed } });
      for (const { reason } of failed) {
        if (reason?.final)
          cloud.warn(
            `Pipe ${pipeName} cannot deliver a record to ${target}: ${reason.code}, ${reason.message}`,
          );
      }
      if (isArnOf(properties.source, "sqs")) explainFailures(cloud, failed, hop, target);
      return failed.map(({ pollId }) => pollId);
    } catch (error) {
      cloud.journal.finish(hop, { error });
      const { code, message, retryable } = failureOf(error);
      // AWS keeps trying these in silence, although the next try ends as this one did.
      if (error instanceof BrokenTemplate) cloud.warn(message);
      else if (!retryable) {
        cloud.warn(`Pipe ${pipeName} cannot deliver to ${target}: ${code}, ${message}`);
      }
      throw error;
    }
  };
};
