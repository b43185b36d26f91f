import { enableCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beginWithFewArenas } from "./process/few-arenas.ts";

const [name = "", ...args] = process.argv.slice(2);
const isStart = name === "" || name === "start" || name.startsWith("-");
if (isStart) beginWithFewArenas();

// The sources run as they are. What Node made of them the last time saves half of the time to load them, here and in
// the processes that this one starts.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "node-compile-cache");
enableCompileCache();
if (name === "start") process.argv.splice(2, 1);
if (isStart) await import("./command.ts");
else {
  const { runCommand } = await import("./commands/run.ts");
  process.exitCode = await runCommand(name, args);
}
