import { spawn } from "node:child_process";
import { expect, test } from "vitest";

const module = new URL("./few-arenas.ts", import.meta.url).href;
const code = `
import { beginWithFewArenas } from ${JSON.stringify(module)};
beginWithFewArenas();
console.log([process.pid, process.env.MALLOC_ARENA_MAX, ...process.argv.slice(1)].join(" "));
`;

const run = async (arenas: string | undefined, ipc: boolean) => {
  const { MALLOC_ARENA_MAX: _, ...env } = process.env;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code, "--", "an argument"], {
    env: { ...env, ...(arenas !== undefined && { MALLOC_ARENA_MAX: arenas }) },
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
test.runIf(process.platform === "linux")(
  "a process has few arenas, and is else as it was begun",
  async () => {
    expect(await run(undefined, false)).toBe("same process 2 an argument");
  },
);

test("what was chosen stays, and so does one that is spoken to over a channel", async () => {
  expect(await run("7", false)).toBe("same process 7 an argument");
  expect(await run(undefined, true)).toBe("same process  an argument");
});
