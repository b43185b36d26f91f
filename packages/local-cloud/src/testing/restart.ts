import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openState } from "../state/state.ts";
import { createTestCloud, type TestCloud } from "./fake-cloud.ts";

/**
 * Clouds one after the other, each with what the one before had kept when it was killed: at once, with everything it had
 * under way. The clock goes on. What a killed one began must be stopped by the test.
 */
export const createLives = (): (() => Promise<TestCloud>) => {
  const lives: { cloud: TestCloud; folder: string }[] = [];
  onTestFinished(() => {
    for (const { cloud, folder } of lives) {
      cloud.clock.stop();
      cloud.state.close();
      rmSync(folder, { recursive: true });
    }
  });
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "state-"));
    const before = lives.at(-1);
    if (before) {
      await before.cloud.state.settled?.();
      // The file as it is now: whatever the killed one still writes, it writes elsewhere.
      cpSync(before.folder, folder, { recursive: true });
      before.cloud.clock.stop();
    }
    const cloud = createTestCloud({ state: openState({ folder, warn: console.error }) });
    if (before) cloud.clock.advance(before.cloud.clock.ahead[0]!);
    lives.push({ cloud, folder });
    return cloud;
  };
};

/** What the records of a name have, of a cloud that goes on. */
export const keptNow = async ({ state }: TestCloud, name: string): Promise<Record<string, unknown>[]> => {
  await state.settled?.();
  const rows = state.database.prepare("SELECT value FROM records WHERE name = ? ORDER BY id").all(name);
  return rows.map(({ value }) => JSON.parse(String(value)));
};
