import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** What a function's process writes that runs `script`, in which `telemetry` is its own. */
const run = async (script: string, onLine?: (child: ReturnType<typeof spawn>) => void) => {
  const source = JSON.stringify(join(import.meta.dirname, "telemetry.ts"));
  const code = `const { createTelemetry } = await import(${source});
    const telemetry = createTelemetry("Bake"); ${script}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand", POWERTOOLS_DEV: "" },
  });
  if (onLine) child.stdout.once("data", () => onLine(child));
  const [said, [exitCode]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  const lines = said
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, exitCode };
};

test("counts the first invocation of an environment as a cold start", async () => {
  const { lines } = await run(`
    telemetry.begin({ functionName: "bake-1" });
    telemetry.begin({ functionName: "bake-1" });`);

  expect(lines.filter(({ ColdStart }) => ColdStart === 1)).toMatchObject([
    { ColdStart: 1, service: "Bake", function_name: "bake-1" },
  ]);
});

test("writes what it has counted when the environment is ended", async () => {
  const { lines, exitCode } = await run(
    `telemetry.of({}, {}).count("LoavesBaked", 3);
     setInterval(() => {}, 1000);
     console.log("ready");`,
    (child) => child.kill("SIGTERM"),
  );

  expect(lines).toMatchObject([{ LoavesBaked: 3, service: "Bake" }]);
  expect(exitCode).toBe(0);
});
