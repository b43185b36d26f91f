import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createPlace, stopAll } from "../bench/local-cloud.ts";
import { crash } from "./crash.ts";

test("after kill -9 in the middle of a burst every accepted order gets its answer, and all adds up", async () => {
  const place = await createPlace(fileURLToPath(new URL("../..", import.meta.url)));
  try {
    const report = await crash({ place, kills: 3, seed: 7, ordersPerLife: 6, say: () => {} });
    expect(report).toMatchObject({
      unanswered: [],
      lost: 0,
      doubled: 0,
      undone: 0,
      unsold: 0,
      unbalanced: 0,
    });
    expect(report.confirmed).toBe(report.accepted);
    expect(report.accepted).toBeGreaterThanOrEqual(6);
  } finally {
    stopAll();
    await rm(place.localFolder, { recursive: true, force: true });
  }
}, 600_000);
