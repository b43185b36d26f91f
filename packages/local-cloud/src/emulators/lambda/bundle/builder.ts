import { type ChildProcess, fork } from "node:child_process";
import { ownModule } from "../../../process/own-module.ts";
import type { BuildResult } from "./build.ts";
import type { BuildAnswer, BuildJob } from "./builder-process.ts";
import type { BundleRequest } from "./sst-options.ts";

/** Bundles in a process of its own, so that the memory of esbuild (300 MB and more) is given back when it is idle. */
export interface Builder {
  build(folder: string, requests: readonly BundleRequest[]): Promise<BuildResult[]>;
  stop(): void;
}

const IDLE_MS = 1_000;

export const createBuilder = (): Builder => {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  const waiting = new Map<number, { resolve(results: BuildResult[]): void; reject(error: Error): void }>();

  const stop = () => {
    clearTimeout(idle);
    child?.kill();
    child = undefined;
  };

  const start = (): ChildProcess => {
    const started = fork(ownModule("./builder-process", import.meta.url), [], {
      execArgv: [],
      // A debugger of the local cloud must not stop the bundler. esbuild is a Go program, which lets garbage lie until it
      // takes as much again as what lives, unless a limit is near: https://pkg.go.dev/runtime#hdr-Environment_Variables
      env: { GOMEMLIMIT: "200MiB", ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    started.on("message", ({ id, results }: BuildAnswer) => {
      waiting.get(id)?.resolve(results);
      waiting.delete(id);
      if (waiting.size > 0) return;
      idle = setTimeout(stop, IDLE_MS);
      idle.unref();
    });
    started.on("exit", (code) => {
      if (child === started) child = undefined;
      else if (child) return;
      for (const { reject } of waiting.values())
        reject(new Error(`The bundler ended unexpectedly (exit code ${code}).`));
      waiting.clear();
    });
    return started;
  };

  return {
    build: (folder, requests) => {
      clearTimeout(idle);
      child ??= start();
      const job: BuildJob = { id: ++lastId, folder, requests: [...requests] };
      return new Promise((resolve, reject) => {
        waiting.set(job.id, { resolve, reject });
        child!.send(job, (error) => error && reject(error));
      });
    },
    stop,
  };
};
