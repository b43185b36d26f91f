import type { TaskState } from "../asl/program.ts";
import { dataLimitExceeded, exceedsPayloadLimit, StateError } from "../errors.ts";
import type { TaskRequest } from "../integrations/integration.ts";
import { Ended, type Lifetime } from "../lifetime.ts";
import type { WaitingTask } from "../tokens.ts";
import type { Attempt } from "./position.ts";
import { type Limits, type TaskEvents, taskEvents } from "./task-events.ts";
import { bindingsOf, evaluateAs, evaluateInteger, stateErrorOf, type Visit } from "./visit.ts";

/** One attempt at a task, or the rest of one that was under way; the result, or the error it failed with. */
export const attemptTask = async (visit: Visit<TaskState>): Promise<unknown> => {
  const { progress, state, thread } = visit;
  const { execution, runtime } = thread;
  const { integration } = state;
  const before = progress.attempt;
  const waiting =
    integration.pattern === "token" ? runtime.tokens.open(execution.machine.arn, before?.token) : undefined;
  try {
    const bindings = bindingsOf(visit, undefined, waiting && { Task: { Token: waiting.token } });
    const { parameters, limits } = before
      ? scheduledBefore(visit, before)
      : await evaluateCall(visit, bindings);
    const roleArn = state.roleArn
      ? await evaluateAs("string", state.roleArn, "Credentials/RoleArn", bindings)
      : execution.machine.roleArn;

    const events = taskEvents(thread, integration);
    progress.attempt ??= {
      scheduledEventId: events.scheduled(parameters, limits),
      since: runtime.cloud.clock.now(),
      token: waiting?.token,
    };
    const limited = limit(visit, waiting, limits);
    const request: TaskRequest = {
      arguments: parameters,
      caller: {
        principal: { kind: "role", arn: roleArn },
        causes: [visit.callHop.id],
        source: execution.machine.arn,
      },
      executionArn: execution.arn,
      stateMachineArn: execution.machine.arn,
      lifetime: limited.lifetime,
      taskToken: waiting?.token,
      onStarted: (workerName) => noteSubmitted(visit, events.started(workerName)),
    };
    try {
      const result = await limited.run(() => perform(visit, request, waiting, events));
      if (exceedsPayloadLimit(result))
        throw dataLimitExceeded(integration.resourceType ?? integration.resource);
      progress.attempt = undefined;
      events.succeeded(result);
      return result;
    } catch (error) {
      const failure = stateErrorOf(visit, error);
      progress.attempt = undefined;
      events.failed(failure);
      throw failure;
    }
  } finally {
    waiting?.close();
  }
};

interface Call {
  readonly parameters: unknown;
  readonly limits: Limits;
}

const evaluateCall = async (
  visit: Visit<TaskState>,
  bindings: ReturnType<typeof bindingsOf>,
): Promise<Call> => {
  const { state } = visit;
  const seconds = (template: TaskState["timeoutSeconds"], field: string) =>
    template && evaluateInteger(template, field, bindings, 1);
  const timeoutInSeconds = await seconds(state.timeoutSeconds, "TimeoutSeconds");
  const heartbeatInSeconds = await seconds(state.heartbeatSeconds, "HeartbeatSeconds");
  const parameters = state.arguments ? await state.arguments.evaluate(bindings) : visit.input;
  if (state.arguments && exceedsPayloadLimit(parameters)) throw dataLimitExceeded(state.name);
  return { parameters, limits: { timeoutInSeconds, heartbeatInSeconds } };
};

const detailsOf = ({ thread }: Visit, eventId: number) =>
  (thread.execution.history.event(eventId).details?.[1] ?? {}) as Limits & Record<string, unknown>;

/** Evaluated again, it could be another call. */
const scheduledBefore = (visit: Visit, { scheduledEventId }: Attempt): Call => {
  const {
    input,
    parameters = input,
    timeoutInSeconds,
    heartbeatInSeconds,
  } = detailsOf(visit, scheduledEventId);
  return { parameters, limits: { timeoutInSeconds, heartbeatInSeconds } };
};

const noteSubmitted = (visit: Visit, eventId: number): void => {
  if (visit.progress.attempt) visit.progress.attempt.submittedEventId = eventId;
};

const perform = async (
  visit: Visit<TaskState>,
  request: TaskRequest,
  waiting: WaitingTask | undefined,
  events: TaskEvents,
): Promise<unknown> => {
  const { state, thread } = visit;
  const attempt = visit.progress.attempt!;
  const completed = attempt.completion
    ? Promise.resolve(attempt.completion)
    : waiting?.completed.then((completion) => {
        // The call itself may still be without an answer.
        attempt.completion = completion;
        thread.execution.changed();
        return completion;
      });
  const answer = attempt.completion ? undefined : await submit(visit, request, events);
  if (completed) {
    const completion = await request.lifetime.race(completed);
    visit.followUps.push(...completion.causes);
    if (completion.failure) throw new StateError(completion.failure.error, completion.failure.cause);
    return completion.output;
  }
  if (!state.integration.complete) return answer;
  const { result, causes } = await state.integration.complete(answer, request);
  visit.followUps.push(...causes);
  return result;
};

/** Makes the call, unless it has been answered before; gives the answer. */
const submit = async (
  visit: Visit<TaskState>,
  request: TaskRequest,
  events: TaskEvents,
): Promise<unknown> => {
  const { integration } = visit.state;
  const { submittedEventId } = visit.progress.attempt!;
  if (submittedEventId !== undefined) return detailsOf(visit, submittedEventId).output;
  const answer = await integration.call(request);
  if (request.lifetime.ended) throw new Ended();
  // A worker takes the task of an activity.
  if (integration.pattern !== "response" && integration.resourceType !== "activity")
    noteSubmitted(visit, events.submitted(answer));
  return answer;
};

/** TimeoutSeconds and HeartbeatSeconds of one attempt. */
const limit = (
  visit: Visit<TaskState>,
  waiting: WaitingTask | undefined,
  { timeoutInSeconds, heartbeatInSeconds }: Limits,
): { lifetime: Lifetime; run<T>(work: () => Promise<T>): Promise<T> } => {
  const { thread } = visit;
  if (timeoutInSeconds === undefined && heartbeatInSeconds === undefined)
    return { lifetime: thread.lifetime, run: (work) => work() };

  const { clock } = thread.runtime.cloud;
  const attempt = visit.progress.attempt!;
  const lifetime = thread.lifetime.child();
  let expired: StateError | undefined;
  const expireAfter = (seconds: number, since: number, alias?: string) =>
    clock.schedule(since + seconds * 1000 - clock.now(), () => {
      expired = new StateError("States.Timeout", null, { alias });
      lifetime.end();
    });
  return {
    lifetime,
    async run(work) {
      const stopTimeout =
        timeoutInSeconds === undefined ? undefined : expireAfter(timeoutInSeconds, attempt.since);
      let stopHeartbeat: (() => void) | undefined;
      const awaitBeat = () => {
        stopHeartbeat?.();
        // A missed heartbeat shows as States.Timeout, yet States.HeartbeatTimeout matches it.
        if (heartbeatInSeconds !== undefined && waiting)
          stopHeartbeat = expireAfter(
            heartbeatInSeconds,
            attempt.beatAt ?? attempt.since,
            "States.HeartbeatTimeout",
          );
      };
      awaitBeat();
      if (waiting)
        waiting.onHeartbeat = () => {
          attempt.beatAt = clock.now();
          thread.execution.changed();
          awaitBeat();
        };
      try {
        return await lifetime.race(work());
      } catch (error) {
        throw error instanceof Ended && expired ? expired : error;
      } finally {
        stopTimeout?.();
        stopHeartbeat?.();
        lifetime.end();
      }
    },
  };
};
