import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Cloud } from "../../../core/cloud.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { isPython, pythonHandler } from "../bundle/python.ts";
import type { LambdaFunction } from "../functions.ts";
import type { Layers } from "../layers/store.ts";
import { functionEnvironment } from "./environment.ts";
import type { FunctionWorker } from "./execution-environment.ts";
import { startPython } from "./python/start-python.ts";
import type { Slot } from "./slots.ts";
import { type StartThread, startWorker } from "./worker.ts";

/** What is to run in an environment. */
export interface EnvironmentRequest {
  readonly fn: LambdaFunction;
  readonly version: string;
  readonly bundle: Bundle;
  readonly slot: Slot;
  readonly isProvisioned: boolean;
}

// https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html
const pythonFolders = (layer: string, runtime: string) => [
  join(layer, "python"),
  join(layer, "python", "lib", runtime, "site-packages"),
];

const inLists = (folders: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(folders).map(([at, folder]) => [at, [folder]]));

/** Starts execution environments: a thread for a Node.js function, a process for one in Python. */
export const createEnvironmentStarter = (options: {
  readonly cloud: Cloud;
  /** JavaScript file the threads run. */
  readonly threadCode: string;
  readonly compileCache: string;
  readonly layers: Pick<Layers, "foldersOf">;
  readonly startThread?: StartThread;
}) => {
  const { cloud, threadCode, compileCache, startThread = startWorker } = options;
  return ({ fn, version, bundle, slot, isProvisioned }: EnvironmentRequest): FunctionWorker => {
    const { taskRoot } = bundle;
    const logStream = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[${version}]${randomBytes(16).toString("hex")}`;
    const layers = options.layers.foldersOf(fn.layers);
    const env = functionEnvironment(fn, {
      version,
      isProvisioned,
      account: { accountId: cloud.accountId, region: fn.region },
      endpoint: cloud.endpoint,
      credentials: slot.credentials,
      taskRoot,
      logStream,
      layers,
    });
    if (isPython(fn.runtime)) {
      const { source, modulePath } = pythonHandler(fn.logicalName, fn.build);
      return startPython({
        taskRoot,
        project: source,
        modulePath: [...modulePath, ...layers.flatMap((folder) => pythonFolders(folder, fn.runtime))],
        runtime: fn.runtime,
        env,
        pycacheFolder: join(compileCache, "python"),
        warn: cloud.warn,
      });
    }
    return startThread({
      code: threadCode,
      memoryMb: fn.memoryMb,
      env,
      start: {
        bundle: bundle.file,
        exportName: bundle.exportName,
        taskRoot,
        mounts: { ...inLists(fn.mounts), "/opt": layers },
        runtime: fn.runtime,
        logFormat: fn.logFormat,
        logLevel: fn.logLevel,
        compileCache,
        functionName: fn.name,
        functionVersion: version,
        memoryMb: fn.memoryMb,
        logGroup: fn.logGroup,
        logStream,
        ahead: cloud.clock.ahead,
        calls: cloud.takeCalls?.(),
      },
    });
  };
};
