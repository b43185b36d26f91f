import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { causes } from "../../state/shapes.ts";
import { attributeText } from "../sqs/message-checks.ts";
import type { AsynchronousConfigs } from "./asynchronous-configs.ts";
import { sendToDestination } from "./destinations.ts";
import type { Execution } from "./durable/execution.ts";
import type { DurableExecutions } from "./durable/index.ts";
import { resultOf } from "./durable/start.ts";
import type { FoundFunction } from "./functions.ts";
import { type Lineage, loopError } from "./lineage.ts";
import { functionDimensions } from "./metrics.ts";
import type { Runner, RunResult } from "./runner.ts";
import { answerValue } from "./streaming/answer-stream.ts";

/** An asynchronous invocation as its caller gave it. */
export interface AsynchronousRequest {
  readonly payload: string;
  readonly causes: readonly number[];
  readonly source?: string;
  readonly clientContext?: string;
  /** Names the execution of a durable function. */
  readonly executionName?: string;
}

/**
 * Takes asynchronous invocations and answers their request id at once; failures are tried again after one and after
 * two minutes, then go to the dead-letter queue and the on-failure destination.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const createAsynchronousInvoker = (
  cloud: Cloud,
  runner: Runner,
  durable: Pick<DurableExecutions, "find" | "start">,
  lineage: Lineage,
  configs: Pick<AsynchronousConfigs, "of">,
) => {
  const kept = cloud.state.records("lambda/asynchronous", keptEvent, toKept);

  const count = ({ fn }: Pick<FoundFunction, "fn">, metric: string) =>
    cloud.metrics.of("AWS/Lambda", fn.arn, functionDimensions).add(metric, 1);
  const failed = (found: Pick<FoundFunction, "fn">, metric: string) => (error: unknown) => {
    count(found, metric);
    throw error;
  };

  /** Resolves when the event is done with, or waits for its next try. */
  const attempt = async (event: PendingEvent): Promise<"done" | "waits"> => {
    const { found } = event;
    const { fn } = found;
    const config = configs.of(found);
    if (lineage.isLoop(fn, event.request.causes)) {
      const { code, message } = loopError(fn, event.request.source ?? fn.logicalName);
      cloud.warn(message);
      await giveUp(event, code);
      return "done";
    }
    let result: RunResult;
    try {
      result = await runner.run(found, {
        ...event.request,
        requestId: event.requestId,
        attempt: event.attempts + 1,
      });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "TooManyRequestsException") throw error;
      return throttled(event);
    }
    event.attempts++;
    if (!result.error) {
      if (config.onSuccess) await report(event, config.onSuccess, "Success", result);
      return "done";
    }
    const delayMs = event.attempts === 1 ? 60_000 : 120_000;
    const tooOld = cloud.clock.now() + delayMs - event.receivedAt > config.maximumEventAgeMs;
    if (event.attempts <= config.maximumRetryAttempts && !tooOld) return later(event, delayMs);
    await giveUp(event, tooOld ? "EventAgeExceeded" : "RetriesExhausted", result);
    return "done";
  };

  /** Throttled events are tried again for up to six hours, every five minutes at most. */
  const throttled = async (event: PendingEvent) => {
    if (cloud.clock.now() - event.receivedAt <= configs.of(event.found).maximumEventAgeMs)
      return later(event, Math.min(1000 * 2 ** event.throttles++, 300_000));
    await giveUp(event, "EventAgeExceeded");
    return "done";
  };

  const later = (event: PendingEvent, delayMs: number) => {
    event.due = cloud.clock.now() + delayMs;
    begin(event);
    return "waits" as const;
  };

  const giveUp = async (event: Omit<PendingEvent, "key" | "due">, condition: string, result?: RunResult) => {
    const { found } = event;
    const { fn } = found;
    const causes = result ? [result.hop.id] : event.request.causes;
    count(found, "AsyncEventsDropped");
    if (fn.deadLetterArn)
      await sendToDestination(cloud, fn, fn.deadLetterArn, {
        body: event.request.payload,
        causes,
        attributes: {
          RequestID: { DataType: "String", StringValue: event.requestId },
          ErrorCode: { DataType: "Number", StringValue: "200" },
          ErrorMessage: {
            DataType: "String",
            StringValue: attributeText((result?.error?.errorMessage || condition).slice(0, 1024)),
          },
        },
      }).catch(failed(found, "DeadLetterErrors"));
    const { onFailure } = configs.of(found);
    if (onFailure) await report(event, onFailure, condition, result);
  };

  const report = (
    { found: { fn, invokedArn }, ...event }: Omit<PendingEvent, "key" | "due">,
    to: string,
    condition: string,
    result?: RunResult,
  ) =>
    sendToDestination(cloud, fn, to, {
      causes: result ? [result.hop.id] : event.request.causes,
      detailType: `Lambda Function Invocation Result - ${condition === "Success" ? "Success" : "Failure"}`,
      body: {
        version: "1.0",
        timestamp: new Date(cloud.clock.now()).toISOString(),
        requestContext: {
          requestId: event.requestId,
          functionArn: invokedArn === fn.arn ? `${fn.arn}:$LATEST` : invokedArn,
          condition,
          approximateInvokeCount: event.attempts,
        },
        requestPayload: JSON.parse(event.request.payload),
        responseContext: result && {
          statusCode: 200,
          executedVersion: result.version,
          functionError: result.error && "Unhandled",
        },
        responsePayload: result && answerValue(result.payload),
      },
    }).catch(failed({ fn }, "DestinationDeliveryFailures"));

  const run = (event: PendingEvent) => {
    attempt(event)
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        cloud.warn(`${event.found.fn.name}: an asynchronous invocation was lost: ${why}`);
        return "done";
      })
      .then((outcome) => outcome === "done" && kept.delete(event.key));
  };

  /** Keeps it until it is done with, and runs it when it is due. */
  const begin = (event: PendingEvent) => {
    kept.put(event.key, event);
    const delayMs = event.due - cloud.clock.now();
    if (delayMs > 0) cloud.clock.schedule(delayMs, () => run(event));
    else run(event);
  };

  /**
   * An execution that fails is not tried again; its event goes where failed events go.
   * https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk-retries.html
   */
  const startExecution = (
    found: FoundFunction,
    request: AsynchronousRequest,
    requestId: string,
  ): Execution => {
    const loop = lineage.isLoop(found.fn, request.causes);
    if (loop) {
      const { code, message } = loopError(found.fn, request.source ?? found.fn.logicalName);
      throw new AwsError(code, message, { fields: { Type: "User" } });
    }
    const { execution, isNew } = durable.start(found, {
      ...request,
      name: request.executionName,
      synchronous: false,
    });
    const receivedAt = cloud.clock.now();
    const { arn: executionArn } = execution;
    const event: PendingEvent = {
      key: randomUUID(),
      found,
      request,
      requestId,
      receivedAt,
      attempts: 1,
      throttles: 0,
      due: receivedAt,
      executionArn,
    };
    if (isNew) {
      kept.put(event.key, event);
      reportEnd(event, execution);
    }
    return execution;
  };

  const reportEnd = (event: PendingEvent, execution: Execution) => {
    const settle = async () => {
      await execution.settled;
      if (execution.status === "RUNNING") return;
      const result = resultOf(execution);
      const { onSuccess } = configs.of(event.found);
      if (result.error) await giveUp(event, "RetriesExhausted", result);
      else if (onSuccess) await report(event, onSuccess, "Success", result);
      kept.delete(event.key);
    };
    settle().catch((error: unknown) => {
      kept.delete(event.key);
      const why = error instanceof Error ? error.message : String(error);
      cloud.warn(`${event.found.fn.name}: the outcome of ${execution.arn} was lost: ${why}`);
    });
  };

  return {
    /** The execution of a durable function is there when this returns. */
    invoke: (
      found: FoundFunction,
      request: AsynchronousRequest,
    ): { requestId: string; execution?: Execution } => {
      const requestId = randomUUID();
      if (found.fn.durable) return { requestId, execution: startExecution(found, request, requestId) };
      const payload = request.payload;
      const plan = cloud.faults.delivery({
        service: "lambda",
        from: request.source ?? "",
        to: found.fn.arn,
        payload,
      });
      const receivedAt = cloud.clock.now();
      for (const delayMs of plan) {
        const due = receivedAt + delayMs;
        begin({ key: randomUUID(), found, request, requestId, receivedAt, attempts: 0, throttles: 0, due });
      }
      return { requestId };
    },
    /** Takes up what an earlier run had not done, where its function is still there; the answer begins it. */
    restore(find: (functionArn: string) => FoundFunction): () => void {
      const left: PendingEvent[] = [];
      for (const [key, { functionArn, ...event }] of kept.read()) {
        let found: FoundFunction;
        try {
          found = find(functionArn);
        } catch {
          kept.delete(key);
          cloud.state.drop(`an asynchronous invocation of ${functionArn}: the function is no longer there`);
          continue;
        }
        left.push({ key, found, ...event });
      }
      const goOn = (event: PendingEvent) => {
        if (event.executionArn === undefined) return begin(event);
        const execution = durable.find(event.executionArn);
        if (execution) reportEnd(event, execution);
        else kept.delete(event.key);
      };
      return () => left.forEach(goOn);
    },
  };
};

/** An invocation that is under way, or waits for its next try. Times are milliseconds. */
interface PendingEvent {
  readonly key: string;
  readonly found: FoundFunction;
  readonly request: AsynchronousRequest;
  readonly requestId: string;
  readonly receivedAt: number;
  attempts: number;
  throttles: number;
  due: number;
  /** Of a durable function: the execution whose end is to be reported. */
  readonly executionArn?: string;
}
type KeptEvent = Omit<PendingEvent, "key" | "found"> & { readonly functionArn: string };

const keptEvent = z.looseObject({
  functionArn: z.string(),
  requestId: z.string(),
  request: z.looseObject({ payload: z.string(), causes }),
  receivedAt: z.number(),
  due: z.number(),
});
const toKept = ({ key, found, ...event }: PendingEvent): KeptEvent => ({
  ...event,
  functionArn: found.invokedArn,
});

export type AsynchronousInvoker = ReturnType<typeof createAsynchronousInvoker>;
