import { availableParallelism } from "node:os";
import { join } from "node:path";
import type {} from "../../console/aliases.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createReaders } from "../../polling/readers.ts";
import { parseFunctionName } from "./arns.ts";
import { createAsynchronousInvoker } from "./asynchronous.ts";
import { createAsynchronousConfigs } from "./asynchronous-configs.ts";
import { type Builder, createBuilder } from "./bundle/builder.ts";
import { createBundles } from "./bundle/bundles.ts";
import { createInputWatcher } from "./bundle/watch.ts";
import { createCodeReader } from "./code-input.ts";
import { concurrencyOperations } from "./concurrency.ts";
import { controlOperations } from "./control.ts";
import { createDeclaredInvocations } from "./declared-invocations.ts";
import { describeOperations } from "./describe.ts";
import { createDurableExecutions, executionPermissions } from "./durable/index.ts";
import { eventInvokeConfigOperations } from "./event-invoke-configs.ts";
import { visibilityWarnings } from "./event-sources/checks.ts";
import { createKeptMappings } from "./event-sources/kept-mappings.ts";
import { createEventSourceMapping, type EventSourceMapping } from "./event-sources/mapping.ts";
import { checkUnique, mappingOperations } from "./event-sources/operations.ts";
import { createFirstUse } from "./first-use.ts";
import { createFunctionRegistry } from "./functions.ts";
import { createInvoke, createInvokeWithResponseStream } from "./invoke.ts";
import { createKeptFunctions } from "./kept-functions.ts";
import { checkLayers } from "./layers/check.ts";
import { layerOperations } from "./layers/operations.ts";
import { createLayers } from "./layers/store.ts";
import { createLineage } from "./lineage.ts";
import { createLogFiles } from "./logs.ts";
import { createProvision, naming } from "./provision.ts";
import { createProvisionedConcurrency } from "./provisioned.ts";
import { recursionOperations } from "./recursion.ts";
import { createRunner } from "./runner.ts";
import { createFunctionUrls } from "./url/configs.ts";
import { urlOperations } from "./url/operations.ts";
import { versionOperations } from "./version-operations.ts";
import { createWorkerBudget } from "./worker/budget.ts";
import { writeThreadCode } from "./worker/thread-code.ts";
import type { StartThread } from "./worker/worker.ts";

declare module "../../core/cloud.ts" {
  interface Shared {
    /** `settled` resolves when no function is being bundled. */
    bundling: { settled(): Promise<void> };
    /** Starts a thread of each function, as far as there are places, so that first invocations are warm. */
    warming: { warmUp(): Promise<void> };
    invocations: {
      /** How many, with messages taken for one, wait for a thread: the journal has nothing of them yet. */
      waiting(): number;
      /** Makes those that the config declares; resolves when they are answered. */
      makeDeclared(): Promise<void>;
    };
  }
}

export interface LambdaEmulatorOptions {
  /** Debugging: no function times out, and every thread is kept. */
  readonly inspect?: boolean;
  /** Whether a changed source file is bundled again; default true. */
  readonly watch?: boolean;
  /** Threads of one function at most; default twice the cores, within 2 and 4. */
  readonly workersPerFunction?: number;
  /** Threads of all functions together at most; default 8. */
  readonly workers?: number;
  /** Takes bundles that are there as they are, whatever their sources are by now. */
  readonly asBundled?: boolean;
  /** Another folder of bundles, from which those that are current are taken instead of built. */
  readonly bundlesFrom?: string | undefined;
  /** What bundles; by default a process of its own. */
  readonly builder?: Builder;
  /** How an execution environment of a Node.js function starts; by default as a thread. */
  readonly startThread?: StartThread;
  /** Milliseconds an invocation waits before another thread is started for it; default 100. */
  readonly growAfterMs?: number;
}

const IDLE_MS = 30_000;

/** Lambda: functions bundled as SST does and run in worker threads, and their event source mappings. */
export const createLambdaEmulator = (cloud: Cloud, options: LambdaEmulatorOptions = {}): Emulator => {
  const folder = join(cloud.localFolder, "bundles");
  const maximumWorkers = options.workersPerFunction ?? Math.min(Math.max(availableParallelism() * 2, 2), 4);
  const maximumThreads = options.workers ?? 8;
  const functions = createFunctionRegistry(cloud);
  const mappings = new Map<string, EventSourceMapping>();
  const logFiles = createLogFiles(join(cloud.localFolder, "logs"));
  const bundles = createBundles({
    folder,
    builder: options.builder ?? createBuilder(),
    watcher: options.watch === false ? undefined : createInputWatcher(),
    asBundled: options.asBundled,
    takeFrom: options.bundlesFrom,
    warn: (message) => cloud.warn(message),
  });
  cloud.offer("bundling", { settled: bundles.settled });
  const lineage = createLineage(cloud.journal);
  const layers = createLayers(cloud);
  const asynchronousConfigs = createAsynchronousConfigs();
  const readCode = createCodeReader(cloud);
  const firstUse = createFirstUse(cloud.state);
  const invocations = createRunner({
    cloud,
    firstUse,
    lineage,
    bundles,
    logFiles,
    budget: createWorkerBudget(maximumThreads),
    threadCode: writeThreadCode(folder),
    compileCache: join(folder, ".compile-cache"),
    maximumWorkers,
    growAfterMs: options.growAfterMs ?? 100,
    idleMs: options.inspect ? 2 ** 31 - 1 : IDLE_MS,
    debugging: options.inspect ?? false,
    keepsCode: functions.needsCode,
    layers,
    startThread: options.startThread,
  });
  const declaredInvocations = createDeclaredInvocations(cloud);
  cloud.offer("invocations", { waiting: invocations.waiting, makeDeclared: declaredInvocations.make });
  const durable = createDurableExecutions(cloud, functions, invocations);
  bundles.keepWhile(
    (name, generation) => functions.needsCode(name, generation) || durable.needsCode(name, generation),
  );
  const { runner } = durable;
  const asynchronous = createAsynchronousInvoker(cloud, runner, durable, lineage, asynchronousConfigs);

  const urls = createFunctionUrls(cloud, functions, runner);
  const provisioned = createProvisionedConcurrency(cloud, functions, invocations);

  /** What runs code, once there is some. */
  const atStart: (() => void)[] = [];

  const find = (name: string) => functions.find(name);
  const keptMappings = createKeptMappings(cloud.state);
  /** Mappings that the config has changed since the run before. */
  const changedMappings = new Set<string>();
  const readers = createReaders(cloud, "lambda/readers");
  const surroundings = { cloud, runner, lineage, maximumWorkers, readers, find };

  const provision = createProvision({
    cloud,
    functions,
    bundles,
    layers,
    asynchronousConfigs,
    urls,
    lineage,
    provisioned,
    invocations: declaredInvocations,
    addMapping(known, isKept) {
      if (!isKept) changedMappings.add(known.uuid);
      const mapping = createEventSourceMapping(known, surroundings);
      checkUnique(mappings, mapping);
      mappings.set(mapping.uuid, mapping);
    },
    atStart: (task) => void atStart.push(task),
  });

  cloud.offer("aliases", () =>
    functions.all().flatMap((fn) =>
      functions
        .versionsOf(fn)
        .aliases()
        .map(([name, routing]) => ({ functionArn: fn.arn, functionName: fn.name, name, routing })),
    ),
  );
  cloud.offer("warming", {
    // One after the other, so that whoever is first to invoke does not wait for all of them.
    warmUp: async () => {
      const first = firstUse.sorted(functions.all()).slice(0, maximumThreads);
      for (const fn of first) await runner.warm(fn);
    },
  });

  const keptFunctions = createKeptFunctions(cloud, functions, asynchronousConfigs);
  let beginAsynchronous = () => {};
  const startMapping = ({ name, uuid, start, known }: EventSourceMapping) => {
    if (known.declared) return naming(name, start);
    try {
      start();
    } catch (error) {
      mappings.delete(uuid);
      keptMappings.delete(uuid);
      cloud.state.drop(`${name} (${uuid}): ${(error as Error).message}`);
    }
  };

  return {
    service: "lambda",
    operations: keptFunctions.noting({
      Invoke: createInvoke(functions, runner, asynchronous, lineage),
      InvokeWithResponseStream: createInvokeWithResponseStream(functions, runner, lineage),
      ...describeOperations(functions, cloud.resourcePolicies),
      ...controlOperations({
        cloud,
        functions,
        bundles,
        readCode,
        checkLayers: (fn) => checkLayers(cloud, layers, fn),
        restart: runner.restart,
        async deleteWhatInvokes(fn) {
          urls.removeAllOf(fn);
          asynchronousConfigs.removeAllOf(fn);
          const own = [...mappings.values()].filter((mapping) => mapping.fn === fn);
          for (const mapping of own) {
            mappings.delete(mapping.uuid);
            keptMappings.delete(mapping.uuid);
            readers.forget(mapping.uuid);
            await mapping.stop();
          }
        },
      }),
      ...versionOperations(functions, bundles, provisioned, readCode),
      ...concurrencyOperations(functions),
      ...eventInvokeConfigOperations(functions, asynchronousConfigs, cloud.clock),
      ...layerOperations(layers, readCode),
      ...urlOperations(cloud, urls),
      ...provisioned.operations,
      ...recursionOperations(functions, lineage),
      ...mappingOperations(mappings, keptMappings, surroundings),
      ...durable.operations,
    }),
    provision,
    restore() {
      keptFunctions.restore();
      durable.restore();
      keptMappings.restore(mappings, {
        changed: changedMappings,
        create: (known) => createEventSourceMapping(known, surroundings),
      });
      beginAsynchronous = asynchronous.restore(find);
    },
    start: () => {
      const found = [...mappings.values()].flatMap(({ shortVisibility }) => shortVisibility ?? []);
      for (const warning of visibilityWarnings(found)) cloud.warn(warning);
      bundles.start();
      for (const task of atStart.splice(0)) task();
      readers.retain((uuid) => mappings.has(uuid));
      for (const mapping of mappings.values()) startMapping(mapping);
      durable.goOn();
      beginAsynchronous();
    },
    stop: async () => {
      bundles.stop();
      durable.stop();
      await Promise.all([runner.stop(), ...[...mappings.values()].map((mapping) => mapping.stop())]);
      logFiles.stop();
    },
    permissions: (operation, input) => {
      const ofExecution = executionPermissions(operation, input as object);
      if (ofExecution) return ofExecution;
      const { FunctionName, Qualifier } = input as { FunctionName?: string; Qualifier?: string };
      const parsed = FunctionName && parseFunctionName(FunctionName);
      const action = `lambda:${/^Invoke/.test(operation) ? "InvokeFunction" : operation}`;
      if (!parsed) return [{ action, resource: "*" }];
      const qualifier = Qualifier ?? parsed.qualifier;
      const arn = functions.arnOf(parsed.name);
      const { Role } = input as { Role?: string };
      const passes = /^(CreateFunction|UpdateFunctionConfiguration)$/.test(operation) && Role !== undefined;
      return [
        { action, resource: qualifier ? `${arn}:${qualifier}` : arn },
        ...(passes ? [{ action: "iam:PassRole", resource: Role }] : []),
      ];
    },
  };
};
