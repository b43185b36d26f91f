import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
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
