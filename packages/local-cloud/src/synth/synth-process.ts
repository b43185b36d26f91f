import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { end, spawnOwn } from "../process/own-children.ts";
import { ownModule } from "../process/own-module.ts";
import type { Preparation, SynthAnswer, SynthRequest } from "./request.ts";

/** A process that evaluates one config. It loads what no config changes at once, and then waits to be asked. */
export interface SynthProcess {
  ask(request: SynthRequest): Promise<SynthAnswer>;
  end(): void;
}

const timeLimitMs = 180_000;

// In a process of its own: Pulumi keeps global state and some 200 MB, and a config may call process.exit.
export const startSynthProcess = (preparation: Preparation): SynthProcess => {
  const child = spawnOwn(
    process.execPath,
    // Evaluating makes much short-lived garbage, so that V8 would soon have a young generation of this size; a larger one
    // takes memory and saves nothing.
    [
      "--min-semi-space-size=16",
      "--max-semi-space-size=16",
      fileURLToPath(ownModule("./program", import.meta.url)),
      JSON.stringify(preparation),
    ],
    { stdio: ["ignore", "inherit", "pipe", "ipc"], cwd: preparation.paths.root },
  );
  let stderr = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const answered = new Promise<void>((resolve) => child.once("message", () => resolve()));
  // A request to one that has ended is answered by what it left: nothing.
  child.on("error", () => {});
  child.unref();
  child.channel?.unref();

  return {
    async ask(request) {
      child.ref();
      child.send(request, () => {});
      const timer = setTimeout(() => end(child), timeLimitMs);
      void closed.then(() => clearTimeout(timer));
      await Promise.race([answered, closed]);
      const text = await readFile(request.answerFile, "utf8").catch(() => undefined);
      await rm(request.answerFile, { force: true });
      if (text) return JSON.parse(text) as SynthAnswer;
      return {
        ok: false,
        title: `Evaluating sst.config.ts ended without a graph (limit ${timeLimitMs / 1000} s).`,
        problems: [stderr.trim() || "The process printed nothing."],
      };
    },
    end: () => end(child),
  };
};
