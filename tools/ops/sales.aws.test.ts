import { describe, expect, test } from "vitest";
import { rebuild } from "./rebuild/rebuild.ts";
import { openTarget } from "./target.ts";

// Without a deployed stage there is no archive to replay.
const stage = process.env.SOURDOUGH_STAGE;

describe.skipIf(!stage)(`the sales of stage ${stage ?? "(none: set SOURDOUGH_STAGE)"}`, () => {
  test("built again from the archive, they are the same", async () => {
    const outcome = await rebuild(await openTarget(stage), { noSwitch: true }, () => {});

    expect(outcome.differences).toEqual([]);
  }, 3_600_000);

  test("go live, and the version before is kept", async () => {
    const outcome = await rebuild(await openTarget(stage), {}, () => {});

    expect(outcome).toMatchObject({ switched: true, differences: [] });
  }, 3_600_000);
});
