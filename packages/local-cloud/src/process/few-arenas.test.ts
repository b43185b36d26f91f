import { spawn } from "node:child_process";
import { expect, test } from "vitest";

const module = new URL("./few-arenas.ts", import.meta.url).href;
const code = `
import { beginWithFewArenas } from ${JSON.stringify(module)};
beginWithFewArenas();
console.log([process.pid, process.env.MALLOC_ARENA_MAX, process.env.MALLOC_TRIM_THRESHOLD_, ...process.argv.slice(1)].join(" "));
`;

const run = async (chosen: Record<string, string>, ipc = false) => {
  const { MALLOC_ARENA_MAX: _, MALLOC_TRIM_THRESHOLD_: __, ...env } = process.env;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code, "--", "an argument"], {
    env: { ...env, ...chosen },
    stdio: ["ignore", "pipe", "inherit", ...(ipc ? (["ipc"] as const) : [])],
  });
  let said = "";
  child.stdout!.on("data", (text: Buffer) => {
    said += text.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  return said.replace(String(child.pid), "same process").trim();
};

// Elsewhere nothing is done, since the allocator is another.
const onLinux = test.runIf(process.platform === "linux");

onLinux("a process has few arenas, hands no limit on, and is else as it was begun", async () => {
  expect(await run({})).toBe("same process 2  an argument");
});

onLinux("a process keeps the limit for large pieces that it was begun with", async () => {
  expect(await run({ MALLOC_TRIM_THRESHOLD_: "4096" })).toBe("same process 2 4096 an argument");
});

test("what was chosen stays, and so does one that is spoken to over a channel", async () => {
  expect(await run({ MALLOC_ARENA_MAX: "7" })).toBe("same process 7  an argument");
  expect(await run({}, true)).toBe("same process   an argument");
});
