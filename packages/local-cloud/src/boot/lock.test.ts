import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { awaitLock, FolderInUseError, takeLock } from "./lock.ts";

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

test.runIf(process.platform === "linux")(
  "what a killed process left is free although nobody has noticed its end",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "lock-"));
    // The shell becomes a program that waits for no child, so that its own stays a zombie.
    const parent = spawn("sh", ["-c", "sh -c 'exit 0' & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void parent.kill());
    const [pid] = (await once(parent.stdout, "data")) as [Buffer];
    await expect.poll(() => readFileSync(`/proc/${Number(pid)}/stat`, "utf8")).toMatch(/\) Z /);
    writeFileSync(join(folder, "lock"), String(Number(pid)));
    await (await takeLock(folder))();
  },
);
