import type { Cloud } from "../../../core/cloud.ts";
import { lazily } from "../../../core/lazily.ts";
import { openHop } from "../../../core/open-hop.ts";
import type { FoundFunction, FunctionRegistry } from "../functions.ts";
import type { Runner } from "../runner.ts";
import type { Execution, TrackedOperation } from "./execution.ts";
import { executionOperation, type KeptDurableExecutions, type KeptExecution } from "./kept.ts";

export interface Surroundings {
  readonly cloud: Pick<Cloud, "journal" | "state">;
  readonly keeping: KeptDurableExecutions;
  readonly functions: Pick<FunctionRegistry, "find">;
  readonly generationOf: Runner["generationOf"];
}

/** The version that an execution was started with; by an alias or not. Throws where it is no longer there. */
const foundAgain = (
  { functions }: Surroundings,
  arn: string,
  { invokedArn, version }: KeptExecution,
): FoundFunction => {
  const [functionArn = ""] = arn.split(`:${version}/durable-execution/`);
  const { fn, generation } = functions.find(functionArn, version);
  if (!fn.durable) throw new Error(`${functionArn} is no durable function.`);
  const found: FoundFunction = { fn, invokedArn, version, generation, choose: () => found };
  return found;
};

export const restoreExecution = (surroundings: Surroundings, arn: string, kept: KeptExecution): Execution => {
  const { cloud, keeping, generationOf } = surroundings;
  const { journal } = cloud;
  const { invokedArn: _, version, hop, isInvoked, unseen, reasons, pieces, ...same } = kept;
  const found = foundAgain(surroundings, arn, kept);
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  const keeper = keeping.keeperOf(arn, pieces);
  const execution: Execution = lazily(
    {
      ...same,
      arn,
      found,
      generation: found.generation ?? (version === "$LATEST" ? undefined : generationOf(found.fn)),
      settled,
      settle,
      timers: new Set<() => void>(),
      wasInvoked: isInvoked,
      unseen: new Set(unseen),
      reasons: new Set(reasons),
      keeper,
    },
    {
      history: keeper.readEvents,
      hop: () =>
        openHop(journal, hop.id, { action: "StartDurableExecution", resource: arn }) ??
        journal.record({
          service: "lambda",
          action: "StartDurableExecution",
          resource: arn,
          causes: [hop.id],
          traceId: hop.traceId,
          input: execution.input,
        }),
      operations: () => operationsOf(surroundings, execution),
    },
  );
  if (kept.status !== "RUNNING") settle();
  return execution;
};

const operationsOf = ({ cloud: { journal } }: Surroundings, execution: Execution) => {
  const { arn } = execution;
  const id = arn.slice(arn.lastIndexOf("/") + 1);
  const operations = new Map<string, TrackedOperation>([
    [id, { hop: execution.hop, value: executionOperation(execution, id) }],
  ]);
  // Of each operation the newest comes last.
  for (const { hop, ...operation } of execution.keeper.readOperations())
    operations.set(
      operation.value.Id!,
      lazily(operation, {
        hop: () =>
          openHop(journal, hop, { action: "DurableOperation", resource: arn }) ??
          journal.record({
            service: "lambda",
            action: "DurableOperation",
            resource: arn,
            source: operation.value.Name ?? operation.value.SubType ?? operation.value.Type,
            causes: [execution.hop.id],
            input: { Id: operation.value.Id, Type: operation.value.Type },
          }),
      }),
    );
  return operations;
};

/** Counts what has no place any more by why, and says so. */
const createLost = ({ state }: Pick<Cloud, "state">) => {
  const lost = new Map<string, number>();
  return {
    add: (why: string) => void lost.set(why, (lost.get(why) ?? 0) + 1),
    say() {
      for (const [why, count] of lost)
        state.drop(`${count} durable ${count === 1 ? "execution" : "executions"}: ${why}`);
    },
  };
};

/** What the run before left: executions that run, in the order in which each began, and ARNs of ended ones. */
export const restoreExecutions = (surroundings: Surroundings): { running: Execution[]; ended: string[] } => {
  const { cloud, keeping, functions } = surroundings;
  const lost = createLost(cloud);
  const running: Execution[] = [];
  for (const [arn, kept] of keeping.readRunning())
    try {
      running.push(restoreExecution(surroundings, arn, kept));
    } catch (error) {
      keeping.keeperOf(arn, kept.pieces).forget();
      lost.add((error as Error).message);
    }

  const whyGone = new Map<string, string | undefined>();
  const ended = keeping.endedArns().filter((arn) => {
    const [versionArn = ""] = arn.split("/durable-execution/");
    if (!whyGone.has(versionArn)) whyGone.set(versionArn, whyNotThere(functions, versionArn));
    const why = whyGone.get(versionArn);
    if (why === undefined) return true;
    keeping.keeperOf(arn, keeping.readEnded(arn)?.pieces).forget();
    lost.add(why);
    return false;
  });
  lost.say();
  return { running, ended };
};

const whyNotThere = (functions: Surroundings["functions"], arn: string): string | undefined => {
  try {
    return functions.find(arn).fn.durable ? undefined : `${arn} is no durable function.`;
  } catch (error) {
    return (error as Error).message;
  }
};
