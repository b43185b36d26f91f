import type { DistributedMap, MapState } from "../asl/program.ts";
import { dataLimitExceeded, exceedsPayloadLimit, QueryError, StateError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import { inDialect, sdkDialect } from "../integrations/service-errors.ts";
import type { Template } from "../jsonata/template.ts";
import { Ended } from "../lifetime.ts";
import { type Batch, batches, singles } from "../map/batch-items.ts";
import { distribute } from "../map/distribute.ts";
import type { FailedChild } from "../map/kept-map-runs.ts";
import { forgetPending, type MapRun, type MapRuns } from "../map/map-run.ts";
import { createMapProgress } from "../map/progress.ts";
import { type CallS3, type Item, readItems } from "../map/read-items.ts";
import { isRedrivable, pendingRedrive, redriveMapRun } from "../map/redrive-map-run.ts";
import { collectResults, type Results, writeResults } from "../map/results.ts";
import { tolerationOf } from "./toleration.ts";
import { addEvent, bindingsOf, evaluateInteger, stateErrorOf, type Visit } from "./visit.ts";

export type DistributedVisit = Visit<MapState & { readonly distributed: DistributedMap }>;

const s3 = sdkDialect("S3");

/** A dry run has no datasets: nothing is in them. */
const dryDetails = { MapRunArn: "dry-run", ResultWriterDetails: { Bucket: "dry-run", Key: "manifest.json" } };

/** Runs each item, or each batch of them, in an execution of its own. */
export const attemptDistributedMap = async (
  visit: DistributedVisit,
  items: readonly unknown[] | undefined,
): Promise<unknown> => {
  const { state, thread } = visit;
  const { runtime, execution } = thread;
  const { mapRuns, children, cloud } = runtime;
  const { distributed } = state;
  if (!mapRuns || !children) return distributed.writer?.arguments ? dryDetails : [];
  const call: CallS3 = (operation, input) =>
    inDialect(s3, cloud.warn, () =>
      cloud.dispatch("s3", operation, input, {
        principal: { kind: "role", arn: execution.machine.roleArn },
        causes: [progress.hop.id],
        source: execution.machine.arn,
      }),
    );

  const before = await runBefore(visit, mapRuns);
  const isRedriven = before !== undefined && before.status !== "RUNNING";
  const run =
    before ??
    mapRuns.create(
      { machineArn: execution.machine.arn, label: distributed.label, executionArn: execution.arn },
      cloud.clock.now(),
    );
  if (!before) await setLimits(visit, run);
  const source = await sourceOf(visit, items, call);
  if (isRedriven) redriveMapRun(before, children, cloud.clock.now());
  const progress = createMapProgress(runtime, visit, run);
  const results = await resultsOf(visit, run, call);
  if (!before) {
    addEvent(thread, "MapStateStarted", ["mapStateStartedEventDetails", { length: items?.length ?? 0 }]);
    mapRuns.add(run);
    if (thread.position?.at) thread.position.at.mapRunArn = run.arn;
    addEvent(thread, "MapRunStarted", ["mapRunStartedEventDetails", { mapRunArn: run.arn }]);
  }
  if (isRedriven)
    addEvent(thread, "MapRunRedriven", [
      "mapRunRedrivenEventDetails",
      { mapRunArn: run.arn, redriveCount: run.redriveCount },
    ]);
  const { promise: ended, resolve: settle } = Promise.withResolvers<void>();
  run.ended = ended;
  const machine = children.machineOf(execution.machine, state);

  const startChild = (batch: Batch) => {
    const child = children.start(machine, {
      input: JSON.parse(batch.text) as unknown,
      inputText: batch.text,
      causes: [progress.hop.id],
      mapRunArn: run.arn,
      mapIndex: batch.index,
      journal: progress.journal(),
      isAwaited: true,
    });
    if (distributed.express) run.keeper.begun(child.arn, batch);
    return child;
  };
  const runAgain = (arn: string, { size, text, index }: FailedChild) => {
    if (text !== undefined) {
      run.keeper.succeeded(arn);
      return startChild({ text, size, index });
    }
    const child = children.redrivable(arn)!;
    children.redrive(child, [progress.hop.id]);
    return child;
  };

  try {
    authorize(visit);
    await distribute({
      run,
      lifetime: thread.lifetime,
      batches: source(),
      startChild,
      before: before && {
        started: before.failure ? 0 : forgetPending(before),
        again: pendingRedrive(before, children).map(([arn, failure]) => ({
          size: failure.size,
          run: () => runAgain(arn, failure),
        })),
        children: [
          ...children.takeOf(run.arn).map((child) => ({ child, size: sizeOf(visit, child) })),
          ...run.keeper.takeCutOff().map((batch) => ({ child: startChild(batch), size: batch.size })),
        ],
      },
      stopChild: (child) => children.stop(child, { status: "ABORTED", cause: "The Map Run ended." }),
      async onEnd(child, size) {
        const { redriveCount } = run;
        const text = distributed.express ? child.inputText : undefined;
        if (child.status === "SUCCEEDED") run.keeper.succeeded(child.arn);
        else run.keeper.failed(child.arn, { size, text, index: child.mapIndex ?? 0, redriveCount });
        await results.add(child, size);
        progress.ended();
      },
    });
    const result = await results.finish();
    if (exceedsPayloadLimit(result)) throw dataLimitExceeded(state.name);
    run.status = "SUCCEEDED";
    addEvent(thread, "MapRunSucceeded");
    addEvent(thread, "MapStateSucceeded", undefined, { aside: true });
    return result;
  } catch (error) {
    run.status = error instanceof Ended ? "ABORTED" : "FAILED";
    const failure = stateErrorOf(visit, error);
    // What came of it until then is written, whatever made it fail.
    if (failure.error !== "States.ResultWriterFailed" && distributed.writer?.arguments)
      await results.finish().catch(() => undefined);
    const { error: name, details: cause } = failure;
    run.failure ??= { error: name, cause };
    addEvent(thread, "MapRunFailed", ["mapRunFailedEventDetails", { error: name, cause }]);
    throw failure;
  } finally {
    run.stoppedAt = cloud.clock.now();
    if (run.status === "SUCCEEDED") run.keeper.over();
    run.keeper.changed(run);
    settle();
    visit.followUps.push(progress.finish());
  }
};

/** The run that was under way when the process ended, or that is redriven; a retry has a new one. */
const runBefore = async (visit: DistributedVisit, mapRuns: MapRuns): Promise<MapRun | undefined> => {
  const arn = visit.goesOn ? visit.thread.position?.at?.mapRunArn : undefined;
  visit.goesOn = false;
  const run = arn === undefined ? undefined : mapRuns.find(arn);
  // What was stopped a moment ago may still be ending.
  await run?.ended;
  if (!run || run.status === "RUNNING") return run;
  return visit.progress.retryCount === 0 && isRedrivable(run) ? run : undefined;
};

/** Items that a child execution has. */
const sizeOf = ({ state }: DistributedVisit, { input }: Execution): number =>
  state.distributed.batcher ? (input as { Items: unknown[] }).Items.length : 1;

/** https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
const authorize = ({ thread: { runtime, execution } }: DistributedVisit): void => {
  const { arn, roleArn } = execution.machine;
  try {
    runtime.cloud.authorize({ kind: "role", arn: roleArn }, [
      { action: "states:StartExecution", resource: arn },
    ]);
  } catch (error) {
    throw new StateError("States.Permissions", (error as Error).message, { cause: error });
  }
};

const setLimits = async (visit: DistributedVisit, run: MapRun): Promise<void> => {
  const { maxConcurrency } = visit.state;
  if (maxConcurrency)
    run.maxConcurrency = await evaluateInteger(maxConcurrency, "MaxConcurrency", bindingsOf(visit), 0);
  const { count = 0, percentage = 0 } = await tolerationOf(visit);
  run.toleratedFailureCount = count;
  run.toleratedFailurePercentage = percentage;
};

const limitOf = (
  visit: DistributedVisit,
  template: Template | undefined,
  field: string,
  otherwise: number,
) => (template ? evaluateInteger(template, field, bindingsOf(visit), 1) : otherwise);

/** The batches that child executions are started with. */
const sourceOf = async (
  visit: DistributedVisit,
  given: readonly unknown[] | undefined,
  call: CallS3,
): Promise<() => AsyncIterable<Batch>> => {
  const { distributed } = visit.state;
  const { reader, batcher } = distributed;
  const bindings = bindingsOf(visit);
  const parameters = reader && (await parametersOf(visit, reader.arguments, "ItemReader/Arguments"));
  const most = await limitOf(visit, reader?.maxItems, "ItemReader/ReaderConfig/MaxItems", 100_000_000);
  const batching = batcher && {
    maxItems: await limitOf(visit, batcher.maxItems, "ItemBatcher/MaxItemsPerBatch", Number.MAX_SAFE_INTEGER),
    maxBytes: await limitOf(visit, batcher.maxBytes, "ItemBatcher/MaxInputBytesPerBatch", 262_144),
    batchInput: batcher.batchInput && JSON.stringify(await batcher.batchInput.evaluate(bindings)),
  };
  return () => {
    const items = reader ? readItems(reader, parameters!, call) : stateData(given ?? []);
    const selected = select(visit, items, most);
    return batching ? batches(selected, batching) : singles(selected);
  };
};

async function* stateData(items: readonly unknown[]): AsyncGenerator<Item> {
  for (const value of items) yield { value, source: "STATE_DATA" };
}

/** What the item selector makes of each. */
async function* select(visit: DistributedVisit, items: AsyncIterable<Item>, most: number) {
  const { itemSelector } = visit.state;
  let Index = 0;
  for await (const { value: Value, source: Source } of items) {
    if (Index >= most) return;
    const context = { Map: { Item: { Index, Value, Source } } };
    yield itemSelector ? await itemSelector.evaluate(bindingsOf(visit, undefined, context)) : Value;
    Index++;
  }
}

const parametersOf = async (visit: DistributedVisit, template: Template, field: string) => {
  const value = await template.evaluate(bindingsOf(visit));
  if (value !== null && typeof value === "object" && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new QueryError(field, `${field} must be an object, but was: ${JSON.stringify(value)}`);
};

const resultsOf = async (visit: DistributedVisit, run: MapRun, call: CallS3): Promise<Results> => {
  const { writer } = visit.state.distributed;
  if (!writer?.arguments)
    return collectResults(writer ?? { outputType: "JSON", transformation: "COMPACT" }, visit.state.name, run);
  const { Bucket, Prefix, ...rest } = await parametersOf(visit, writer.arguments, "ResultWriter/Arguments");
  if (typeof Bucket !== "string" || (Prefix !== undefined && typeof Prefix !== "string"))
    throw new QueryError(
      "ResultWriter/Arguments",
      "ResultWriter/Arguments needs Bucket, and may have Prefix.",
    );
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined)
    throw new QueryError(
      "ResultWriter/Arguments",
      `ResultWriter/Arguments has ${unknown}, which it may not.`,
    );
  return writeResults(writer, { Bucket, Prefix }, run, call);
};
