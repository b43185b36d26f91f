import { randomUUID } from "node:crypto";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { lazily } from "../../core/lazily.ts";
import { openHop } from "../../core/open-hop.ts";
import { contextOf, type Execution, type Machine } from "./execution.ts";
import { createExecutionLog } from "./execution-log.ts";
import { createHistory } from "./history.ts";
import type { KeptExecution, KeptExecutions } from "./kept-executions.ts";
import { createLifetime } from "./lifetime.ts";
import type { ExecutionJournal } from "./map/quiet-journal.ts";
import { restoredPosition } from "./run/kept-position.ts";

export interface StartOptions {
  /** By which version or alias it is started, and which version that means. */
  readonly as?: Hop["as"];
  readonly name?: string;
  readonly input: unknown;
  readonly inputText: string;
  readonly causes: readonly number[];
  readonly traceHeader?: string;
  /** Of a child execution of a distributed Map. */
  readonly mapRunArn?: string;
  readonly mapIndex?: number;
  /** Instead of the cloud's. */
  readonly journal?: ExecutionJournal;
  /** Somebody waits for its end, and asks again when it does not come. */
  readonly isAwaited?: boolean;
  /** Of one that was cut off: begins again as it was. */
  readonly again?: Pick<Execution, "arn"> & { readonly began: Hop | undefined };
}

/** What keeps an execution; undefined for one that does not outlast the process. */
export type KeptFor = (machine: Pick<Machine, "type">) => KeptExecutions | undefined;

/** Makes executions that are about to run. */
export const createExecutionFactory = (cloud: Cloud, keptFor: KeptFor) => {
  const { clock } = cloud;

  const partsOf = (
    { machine, arn }: Pick<Execution, "machine" | "arn">,
    pieces: number,
    redriveCount: () => number,
  ) => {
    const kept = keptFor(machine);
    const events = kept?.eventsOf(arn, pieces);
    const { promise: done, resolve: settle } = Promise.withResolvers<void>();
    return {
      lifetime: createLifetime(),
      done,
      settle,
      events,
      history: createHistory(() => clock.now(), {
        keep: machine.type === "STANDARD",
        log: createExecutionLog(cloud, machine, arn),
        redriveCount,
        kept: events,
      }),
      changed(this: Execution) {
        kept?.changed(this);
      },
    };
  };

  const create = (machine: Machine, options: StartOptions): Execution => {
    const { as, causes, input, inputText, mapRunArn, mapIndex, traceHeader } = options;
    const name = options.name ?? randomUUID();
    const arn = options.again?.arn ?? arnOfNew(machine, name);
    const startedAt = clock.now();
    const journal = options.journal ?? cloud.journal;
    const execution: Execution = {
      ...partsOf({ machine, arn }, 0, () => execution.redriveCount),
      arn,
      name,
      machine,
      as,
      input,
      inputText,
      startedAt,
      traceHeader,
      mapRunArn,
      mapIndex,
      context: contextOf(machine, { arn, name, input, startedAt }),
      journal,
      began:
        options.again?.began ??
        journal.record({
          service: "states",
          action: "BeginExecution",
          resource: arn,
          source: machine.arn,
          as,
          causes,
          input,
        }),
      position: { parts: [] },
      redriveCount: 0,
      status: "RUNNING",
    };
    return execution;
  };

  /** One that the run before left. */
  const restore = (machine: Machine, arn: string, from: KeptExecution, keep: KeptExecutions): Execution => {
    const { machineArn: _, revision: __, began, pieces = keep.progressOf(arn)?.pieces ?? 0, ...same } = from;
    const execution: Execution = lazily(
      {
        ...same,
        ...partsOf({ machine, arn }, pieces, () => execution.redriveCount),
        arn,
        machine,
        journal: cloud.journal,
      },
      {
        input: (): unknown => JSON.parse(execution.inputText),
        context: () => restoredContext(execution),
        began: () =>
          openHop(cloud.journal, began.id, { action: "BeginExecution", resource: arn }) ??
          cloud.journal.record({
            service: "states",
            action: "BeginExecution",
            resource: arn,
            source: machine.arn,
            as: from.as,
            causes: [began.id],
            traceId: began.traceId,
            attempt: from.redriveCount > 0 ? from.redriveCount + 1 : undefined,
            input: execution.input,
          }),
        position: () =>
          restoredPosition(keep.progressOf(arn)?.position ?? {}, execution.history, (id) =>
            openHop(cloud.journal, id, { action: "EnterState", resource: arn }),
          ),
      },
    );
    return execution;
  };

  return { create, restore };
};

const arnOfNew = ({ arn, type }: Machine, name: string): string =>
  type === "STANDARD"
    ? `${arn.replace(":stateMachine:", ":execution:")}:${name}`
    : `${arn.replace(":stateMachine:", ":express:")}:${name}:${randomUUID()}`;

const restoredContext = (execution: Execution): Execution["context"] => {
  const context = contextOf(execution.machine, execution);
  return execution.redrivenAt === undefined ? context : redrivenContext(context, execution);
};

export const redrivenContext = (
  context: Execution["context"],
  { redriveCount, redrivenAt }: { readonly redriveCount: number; readonly redrivenAt?: number },
): Execution["context"] => ({
  ...context,
  Execution: {
    ...(context.Execution as object),
    RedriveCount: redriveCount,
    RedriveTime: new Date(redrivenAt ?? 0).toISOString(),
  },
});
