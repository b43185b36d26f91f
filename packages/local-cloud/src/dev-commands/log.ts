import type { Cloud } from "../core/cloud.ts";
import { createLogFiles } from "../emulators/lambda/logs.ts";

const LINES_MS = 50;

/** What a command prints: into `.local/logs/<name>.log` and the journal, where it is `source`'s. */
export const createCommandLog = (
  cloud: Pick<Cloud, "journal" | "localFolder">,
  name: string,
  source: string,
  causes: readonly number[] = [],
): { line(line: string): void; stop(): void } => {
  const files = createLogFiles(`${cloud.localFolder}/logs`);
  let lines: string[] = [];
  let flushing: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(flushing);
    if (lines.length === 0) return;
    cloud.journal.record({ service: "dev", action: "Log", resource: name, source, causes, output: lines });
    lines = [];
  };
  return {
    line(line) {
      files.write(name, line);
      if (lines.push(line) === 1) flushing = setTimeout(flush, LINES_MS).unref();
    },
    stop() {
      flush();
      files.stop();
    },
  };
};
