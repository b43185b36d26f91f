import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkOut } from "../src/graph-diff/checkout.ts";
import { diffGraphs } from "../src/graph-diff/diff.ts";
import { graphOf } from "../src/graph-diff/graph-of.ts";
import { runGraphDiff } from "../src/graph-diff/run-graph-diff.ts";

const root = join(import.meta.dirname, "../../..");

test("finds planted differences between a commit and what was made of it", async () => {
  const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const { folder, remove } = checkOut(root, commit);
  try {
    const evaluated = { root, slice: "notifications", stage: "prod", variables: {} };
    const before = await graphOf(folder, evaluated);
    // One in the service, one in a wrapper that it uses.
    const edit = (file: string, right: string | RegExp, wrong: string) => {
      const text = readFileSync(join(folder, file), "utf8");
      expect(text.replace(right, wrong)).not.toBe(text);
      writeFileSync(join(folder, file), text.replace(right, wrong));
    };
    edit("services/notifications/infra.ts", 'subscription: "Email"', 'subscription: "Letter"');
    edit("infra/queue.ts", "14 * 24 * 3600", "7 * 24 * 3600");
    const after = await graphOf(folder, evaluated);

    expect(diffGraphs(before!, before!)).toEqual([]);
    const changes = diffGraphs(before!, after!);
    const queue = changes.filter(({ type }) => type === "aws:sqs/queue:Queue");
    expect(queue.map(({ name, change }) => `${name} ${change}`)).toContain("LetterQueueQueue added");
    const gone = queue.find(({ name }) => name === "EmailQueueQueue");
    expect(gone).toMatchObject({ change: "removed", warning: expect.stringContaining("goes") });
    expect(changes.find(({ name }) => name === "SmsDeadLetterQueueQueue")?.properties).toEqual([
      { path: "messageRetentionSeconds", before: 1_209_600, after: 604_800 },
    ]);
    await expect(graphOf(folder, { ...evaluated, slice: "bakery" })).resolves.toBeUndefined();
  } finally {
    remove();
  }
});

test("names what it cannot compare", async () => {
  await expect(runGraphDiff({ root, base: "no-such-branch", stage: "prod" })).rejects.toThrow(
    'git does not know "no-such-branch"',
  );
  await expect(runGraphDiff({ root, base: "HEAD", stage: "ann" })).rejects.toThrow(
    'Stage "ann" is not deployed slice by slice',
  );
  await expect(runGraphDiff({ root, base: "HEAD", stage: "prod", only: ["bakery"] })).rejects.toThrow(
    '"bakery" is no slice',
  );
});
