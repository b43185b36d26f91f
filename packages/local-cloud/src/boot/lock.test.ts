import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { awaitLock, FolderInUseError, lockHolder, takeLock } from "./lock.ts";

test("is refused to a second one, and given to one that waits as soon as it is free", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  const order: string[] = [];
  const free = await takeLock(folder);
  await expect(takeLock(folder)).rejects.toThrow(FolderInUseError);

  const waiting = awaitLock(folder).then((freeAgain) => {
    order.push("taken");
    return freeAgain;
  });
  order.push("freed");
  await free();
  await (await waiting)();
  expect(order).toEqual(["freed", "taken"]);
  await (await takeLock(folder))();
});

test("is given to one only of many that ask at once, in one process and in several", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  let holders = 0;
  const takes = async () => {
    const free = await awaitLock(folder);
    holders++;
    expect(holders).toBe(1);
    await setImmediate();
    holders--;
    await free();
  };
  await Promise.all(Array.from({ length: 5 }, takes));

  const others = await Promise.all(Array.from({ length: 3 }, () => holderElsewhere(folder)));
  expect(others.filter(({ holds }) => holds)).toHaveLength(1);
});

test("is free as soon as the process that held it is killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  const { child } = await holderElsewhere(folder);
  expect(await lockHolder(folder)).toBe(child.pid);
  await expect(takeLock(folder)).rejects.toThrow(`process ${child.pid}`);
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  await (await takeLock(folder))();
});

/** A process that asks for the lock and, when it gets it, does not let go. */
const holderElsewhere = async (folder: string) => {
  const program = `
    const { takeLock } = await import(${JSON.stringify(import.meta.resolve("./lock.ts"))});
    globalThis.free = await takeLock(${JSON.stringify(folder)}).catch(() => undefined);
    console.log(globalThis.free ? "holds" : "refused");
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  return { child, holds: String(said).trim() === "holds" };
};

test.runIf(process.platform === "linux")(
  "a killed process holds nothing although nobody has noticed its end",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "lock-"));
    // The shell becomes a program that waits for no child, so that its own stays a zombie. It ends only then: a shell waits.
    const child = "until grep -q sleep /proc/$PPID/comm; do :; done";
    const parent = spawn("sh", ["-c", `sh -c '${child}' & echo $!; exec sleep 60`], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void parent.kill());
    const [pid] = (await once(parent.stdout, "data")) as [Buffer];
    await expect.poll(() => readFileSync(`/proc/${Number(pid)}/stat`, "utf8")).toMatch(/\) Z /);
    writeFileSync(join(folder, "lock"), String(Number(pid)));
    expect(await lockHolder(folder)).toBeUndefined();
  },
);
