import { enableCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The sources run as they are. What Node made of them the last time saves half of the time to load them, here and in
// the processes that this one starts.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "node-compile-cache");
enableCompileCache();
await import(process.argv[2] === "secret" ? "./secrets/command.ts" : "./command.ts");
