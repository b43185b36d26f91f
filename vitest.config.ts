import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tools/longest-first.ts";
import { slowestFiles } from "./tools/slowest-files.ts";

// Node keeps what it compiled for the next run; it takes the folder from here in every process of the tests.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "node-compile-cache");
// What tests leave behind is in one folder, and goes with the run.
const temporary = mkdtempSync(join(tmpdir(), "sourdough-test-"));
process.env.TMPDIR = temporary;
process.env.TEMP = temporary;
process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));

const exclude = ["**/node_modules/**", "**/.sst/**", "**/.local/**", "**/dist/**", "**/notes-app/**"];

/**
 * How long a test waits for what must come, on a machine four times slower and busy with other things. Whatever is
 * there is seen at once: a limit costs time only when something is wrong.
 */
const timeouts = {
  unit: { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } },
  flow: { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 120_000 } } },
};

/** Of a flow test with its system and its browser. */
const workerBytes = 1.5 * 2 ** 30;
const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
/** Files wait for about a third of their time: docs/decisions/tools.md. */
const maxWorkers = Math.max(
  2,
  Math.min(Math.ceil(availableParallelism() * 1.5), Math.floor(memory / workerBytes)),
);

export default defineConfig({
  test: {
    reporters: process.env.CI ? ["default", "json", slowestFiles] : ["default", slowestFiles],
    // What .ci/run sums up.
    outputFile: { json: ".local/test-report.json" },
    // The sources run on Node as they are; so do their tests, at a quarter of the time to load them.
    experimental: { viteModuleRunner: false },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...exclude, "**/*.flow.test.ts"],
          // Loading the AWS SDK and zod anew for each file takes longer than the tests.
          isolate: false,
          maxWorkers,
          ...timeouts.unit,
        },
      },
      {
        test: {
          name: "flow",
          include: ["**/*.flow.test.ts"],
          exclude,
          globalSetup: "packages/test-kit/src/prepare.ts",
          maxWorkers,
          // Loading the local cloud and its libraries takes as long as booting it; a file leaves nothing behind.
          isolate: false,
          ...timeouts.flow,
        },
      },
    ],
  },
});
