import { stage, stageName } from "@sourdough/order-client/on-stage";
import { beforeAll, describe, expect, test } from "vitest";
import { runQuery, type SavedQuery, savedQueries } from "./insights.ts";
import { loggingFunctions } from "./logs.ts";
import { openTarget, type Target } from "./target.ts";

const day = 86_400_000;

describe.skipIf(!stage)(`the saved queries of stage ${stageName}`, () => {
  let target: Target;
  let saved: SavedQuery[];

  beforeAll(async () => {
    target = await openTarget(stage);
    saved = await savedQueries(target);
  });

  test("each is run as it is saved, over logs that there are", async () => {
    expect(saved.length).toBeGreaterThan(0);
    for (const { name, text, logGroups } of saved)
      await expect(runQuery(target, { text, logGroups, sinceMs: day }), name).resolves.toBeDefined();
  }, 600_000);

  test("lines are found by what the platform writes, and figures come out of them", async () => {
    const logGroups = (await loggingFunctions(target)).map(({ logGroup }) => logGroup).slice(0, 50);
    const ask = async (text: string) => (await runQuery(target, { text, logGroups, sinceMs: day })).rows;
    const [reports] = await ask(
      'filter type = "platform.report" | stats count(*) as n, max(record.metrics.durationMs) as most',
    );
    expect(Number(reports?.n)).toBeGreaterThan(0);
    expect(Number(reports?.most)).toBeGreaterThan(0);
    // What a line does not have is not different from anything, and there is no group without lines.
    expect(await ask('filter sourdoughHasNoSuchField != "x" | stats count(*) as n')).toEqual([]);
    const [sorted, ...others] = await ask(
      "filter ispresent(record.metrics.durationMs) | fields record.metrics.durationMs as ms | sort ms | limit 20",
    );
    expect(Number(sorted?.ms)).toBeLessThanOrEqual(Number(others.at(-1)?.ms ?? Number.POSITIVE_INFINITY));
    await expect(ask("fields a | colour red")).rejects.toMatchObject({ name: "MalformedQueryException" });
  }, 120_000);
});
