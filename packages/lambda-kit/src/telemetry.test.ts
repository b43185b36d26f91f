import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** What a function's process writes that runs `script`, in which `telemetry` is its own. */
const run = async (
  script: string,
  onLine?: (child: ReturnType<typeof spawn>) => void,
  env: NodeJS.ProcessEnv = {},
) => {
  const source = JSON.stringify(join(import.meta.dirname, "telemetry.ts"));
  const code = `const { createTelemetry } = await import(${source});
    const telemetry = createTelemetry("Bake"); ${script}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand", POWERTOOLS_DEV: "", ...env },
  });
  if (onLine) child.stdout.once("data", () => onLine(child));
  const [said, complained, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  const lines = `${said}\n${complained}`
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, exitCode, complained };
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

test("writes all lines of some orders, and of the others what went wrong", async () => {
  const script = `for (let order = 0; order < 200; order++) {
      const { logger } = telemetry.of({ correlationId: "ord-" + order }, {});
      logger.info("begun"); logger.info("done"); logger.warn("late"); logger.error("failed");
    }
    telemetry.of({}, {}).logger.info("of no order");`;
  const said = async (share: string) => {
    const { lines } = await run(script, undefined, { LOGGED_ORDERS: share });
    return Map.groupBy(lines, ({ message }) => String(message));
  };
  const [some, all] = await Promise.all([said("0.25"), said("1")]);
  const orders = (message: string) => some.get(message)?.map(({ correlationId }) => correlationId) ?? [];

  expect(all.get("begun")).toHaveLength(200);
  expect(orders("begun").length).toBeGreaterThan(25);
  expect(orders("begun").length).toBeLessThan(75);
  expect(orders("done")).toEqual(orders("begun"));
  expect([orders("late").length, orders("failed").length, orders("of no order").length]).toEqual([
    200, 200, 1,
  ]);
});

test("refuses a share of orders that is none", async () => {
  const { complained, exitCode } = await run("", undefined, { LOGGED_ORDERS: "half" });

  expect(complained).toContain("LOGGED_ORDERS=half is no share of orders: give it a number from 0 to 1.");
  expect(exitCode).toBe(1);
});
