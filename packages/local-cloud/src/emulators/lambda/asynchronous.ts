import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
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
  durable: Pick<DurableExecutions, "start">,
  lineage: Lineage,
  configs: Pick<AsynchronousConfigs, "of">,
) => {
  const count = ({ fn }: Pick<FoundFunction, "fn">, metric: string) =>
    cloud.metrics.of("AWS/Lambda", fn.arn, functionDimensions).add(metric, 1);
  const failed = (found: Pick<FoundFunction, "fn">, metric: string) => (error: unknown) => {
    count(found, metric);
    throw error;
  };

  const attempt = async (found: FoundFunction, event: PendingEvent): Promise<void> => {
    const { fn } = found;
    const config = configs.of(found);
    if (lineage.isLoop(fn, event.request.causes)) {
      const { code, message } = loopError(fn, event.request.source ?? fn.logicalName);
      cloud.warn(message);
      return giveUp(found, event, code);
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
      return throttled(found, event);
    }
    event.attempts++;
    if (!result.error) {
      if (config.onSuccess) await report(found, event, config.onSuccess, "Success", result);
      return;
    }
    const delayMs = event.attempts === 1 ? 60_000 : 120_000;
    const tooOld = cloud.clock.now() + delayMs - event.receivedAt > config.maximumEventAgeMs;
    if (event.attempts <= config.maximumRetryAttempts && !tooOld) {
      cloud.clock.schedule(delayMs, () => run(found, event));
      return;
    }
    await giveUp(found, event, tooOld ? "EventAgeExceeded" : "RetriesExhausted", result);
  };

  /** Throttled events are tried again for up to six hours, every five minutes at most. */
  const throttled = async (found: FoundFunction, event: PendingEvent) => {
    if (cloud.clock.now() - event.receivedAt > configs.of(found).maximumEventAgeMs)
      return giveUp(found, event, "EventAgeExceeded");
    const delayMs = Math.min(1000 * 2 ** event.throttles++, 300_000);
    cloud.clock.schedule(delayMs, () => run(found, event));
  };

  const giveUp = async (found: FoundFunction, event: PendingEvent, condition: string, result?: RunResult) => {
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
    if (onFailure) await report(found, event, onFailure, condition, result);
  };

  const report = (
    { fn, invokedArn }: FoundFunction,
    event: PendingEvent,
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

  const run = (found: FoundFunction, event: PendingEvent) => {
    attempt(found, event).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      cloud.warn(`${found.fn.name}: an asynchronous invocation was lost: ${why}`);
    });
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
    const event = { request, requestId, receivedAt: cloud.clock.now(), attempts: 1, throttles: 0 };
    const { execution, isNew } = durable.start(found, {
      ...request,
      name: request.executionName,
      synchronous: false,
    });
    const settle = async () => {
      await execution.settled;
      if (execution.status === "RUNNING") return;
      const result = resultOf(execution);
      if (result.error) return giveUp(found, event, "RetriesExhausted", result);
      const { onSuccess } = configs.of(found);
      if (onSuccess) await report(found, event, onSuccess, "Success", result);
    };
    if (isNew)
      settle().catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        cloud.warn(`${found.fn.name}: the outcome of ${execution.arn} was lost: ${why}`);
      });
    return execution;
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
      for (const delayMs of plan) {
        const event = { request, requestId, receivedAt: cloud.clock.now(), attempts: 0, throttles: 0 };
        if (delayMs > 0) cloud.clock.schedule(delayMs, () => run(found, event));
        else run(found, event);
      }
      return { requestId };
    },
  };
};

interface PendingEvent {
  readonly request: AsynchronousRequest;
  readonly requestId: string;
  readonly receivedAt: number;
  attempts: number;
  throttles: number;
}

export type AsynchronousInvoker = ReturnType<typeof createAsynchronousInvoker>;
