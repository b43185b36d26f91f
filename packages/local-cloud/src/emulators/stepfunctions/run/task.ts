import type { TaskState } from "../asl/program.ts";
import { dataLimitExceeded, exceedsPayloadLimit, StateError } from "../errors.ts";
import type { Integration, TaskRequest } from "../integrations/integration.ts";
import { Ended, type Lifetime } from "../lifetime.ts";
import type { WaitingTask } from "../tokens.ts";
import { taskEvents } from "./task-events.ts";
import { bindingsOf, evaluateAs, evaluateInteger, stateErrorOf, type Visit } from "./visit.ts";

/** One attempt at a task; the result, or the error it failed with. */
export const attemptTask = async (visit: Visit<TaskState>): Promise<unknown> => {
  const { state, thread } = visit;
  const { execution, runtime } = thread;
  const { integration } = state;
  const waiting = integration.pattern === "token" ? runtime.tokens.open(execution.machine.arn) : undefined;
  try {
    const bindings = bindingsOf(visit, undefined, waiting && { Task: { Token: waiting.token } });
    const timeoutSeconds =
      state.timeoutSeconds && (await evaluateInteger(state.timeoutSeconds, "TimeoutSeconds", bindings, 1));
    const heartbeatSeconds =
      state.heartbeatSeconds &&
      (await evaluateInteger(state.heartbeatSeconds, "HeartbeatSeconds", bindings, 1));
    const roleArn = state.roleArn
      ? await evaluateAs("string", state.roleArn, "Credentials/RoleArn", bindings)
      : execution.machine.roleArn;
    const parameters = state.arguments ? await state.arguments.evaluate(bindings) : visit.input;
    if (state.arguments && exceedsPayloadLimit(parameters)) throw dataLimitExceeded(state.name);

    const events = taskEvents(thread, integration);
    events.scheduled(parameters, { timeoutInSeconds: timeoutSeconds, heartbeatInSeconds: heartbeatSeconds });
    const limits = limited(visit, waiting, { timeoutSeconds, heartbeatSeconds });
    const request: TaskRequest = {
      arguments: parameters,
      caller: {
        principal: { kind: "role", arn: roleArn },
        causes: [visit.callHop.id],
        source: execution.machine.arn,
      },
      executionArn: execution.arn,
      stateMachineArn: execution.machine.arn,
      lifetime: limits.lifetime,
      taskToken: waiting?.token,
      onStarted: events.started,
    };
    try {
      const result = await limits.run(() => perform(visit, request, waiting, events.submitted));
      if (exceedsPayloadLimit(result))
        throw dataLimitExceeded(integration.resourceType ?? integration.resource);
      events.succeeded(result);
      return result;
    } catch (error) {
      const failure = stateErrorOf(visit, error);
      events.failed(failure);
      throw failure;
    }
  } finally {
    waiting?.close();
  }
};

const perform = async (
  visit: Visit<TaskState>,
  request: TaskRequest,
  waiting: WaitingTask | undefined,
  onSubmitted: (answer: unknown) => void,
): Promise<unknown> => {
  const { integration }: { integration: Integration } = visit.state;
  const answer = await integration.call(request);
  if (request.lifetime.ended) throw new Ended();
  if (waiting) {
    if (integration.resourceType !== "activity") onSubmitted(answer);
    const completion = await request.lifetime.race(waiting.completed);
    visit.followUps.push(...completion.causes);
    if (completion.failure) throw completion.failure;
    return completion.output;
  }
  if (integration.complete) {
    onSubmitted(answer);
    const { result, causes } = await integration.complete(answer, request);
    visit.followUps.push(...causes);
    return result;
  }
  return answer;
};

/** TimeoutSeconds and HeartbeatSeconds of one attempt. */
const limited = (
  { thread }: Visit<TaskState>,
  waiting: WaitingTask | undefined,
  { timeoutSeconds, heartbeatSeconds }: { timeoutSeconds?: number; heartbeatSeconds?: number },
): { lifetime: Lifetime; run<T>(work: () => Promise<T>): Promise<T> } => {
  if (timeoutSeconds === undefined && heartbeatSeconds === undefined)
    return { lifetime: thread.lifetime, run: (work) => work() };

  const { clock } = thread.runtime.cloud;
  const lifetime = thread.lifetime.child();
  let expired: StateError | undefined;
  const expire = (alias?: string) => () => {
    expired = new StateError("States.Timeout", null, { alias });
    lifetime.end();
  };
  return {
    lifetime,
    async run(work) {
      const stopTimeout =
        timeoutSeconds === undefined ? undefined : clock.schedule(timeoutSeconds * 1000, expire());
      let stopHeartbeat: (() => void) | undefined;
      const beat = () => {
        stopHeartbeat?.();
        // A missed heartbeat shows as States.Timeout, yet States.HeartbeatTimeout matches it.
        if (heartbeatSeconds !== undefined && waiting)
          stopHeartbeat = clock.schedule(heartbeatSeconds * 1000, expire("States.HeartbeatTimeout"));
      };
      beat();
      if (waiting) waiting.onHeartbeat = beat;
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
