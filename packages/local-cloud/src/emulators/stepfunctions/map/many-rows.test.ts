import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = join(import.meta.dirname, "many-rows.fixture.ts");

// V8 leaves garbage as long as its heap may grow, more of it the faster the machine is: what is live is what fits here.
const smallHeap = ["--max-old-space-size=128", "--max-semi-space-size=16"];

test.each([100, 0])(
  "100,000 rows in batches of %i take less than 300 MB",
  { timeout: 240_000 },
  async (batch) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--expose-gc",
      ...smallHeap,
      program,
      "100000",
      String(batch),
    ]);
    const { status, itemCounts, addedMegabytes, hops } = JSON.parse(stdout);
    expect(itemCounts).toMatchObject({ succeeded: 100_000, total: 100_000, resultsWritten: 100_000 });
    expect(status).toBe("SUCCEEDED");
    expect(addedMegabytes).toBeLessThan(300);
    // Not of each row.
    expect(hops).toBeLessThan(10_000);
  },
);
