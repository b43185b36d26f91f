import { expect, test } from "vitest";
import { measure } from "./measure.ts";
import { counts, readMeasurement } from "./measurement.ts";

/** Batches fall differently each time, and some hundredths of what an order uses with them. */
const tolerance = 0.25;

test("an order uses what the measurement says, unless somebody has changed it", async () => {
  const [known, now] = [counts(await readMeasurement()), counts(await measure(4))];
  const drifted = [...new Set([...known.keys(), ...now.keys()])].flatMap((unit) => {
    const [before, after] = [known.get(unit) ?? 0, now.get(unit) ?? 0];
    const difference = Math.abs(after - before);
    return difference > Math.max(before * tolerance, 1)
      ? [`${unit}: ${before.toFixed(2)}, now ${after.toFixed(2)}`]
      : [];
  });
  expect(drifted, "measure again: npm run cost -- --measure").toEqual([]);
});
