import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openState } from "../../state/state.ts";
import { createFirstUse } from "./first-use.ts";
import type { LambdaFunction } from "./functions.ts";

const functions = ["audit", "fulfil", "import", "place"].map((name) => ({ name }) as LambdaFunction);

test("what the last run used first comes first, and then what runs before it used", () => {
  const folder = mkdtempSync(join(tmpdir(), "first-use-"));
  const run = (...used: string[]): string[] => {
    const state = openState({ folder, warn: console.error });
    const firstUse = createFirstUse(state);
    const sorted = firstUse.sorted(functions).map(({ name }) => name);
    for (const name of used) firstUse.note(name);
    state.close();
    return sorted;
  };
  try {
    expect(run("place", "fulfil", "place", "fulfil")).toEqual(["audit", "fulfil", "import", "place"]);
    expect(run("import")).toEqual(["place", "fulfil", "audit", "import"]);
    expect(run()).toEqual(["import", "place", "fulfil", "audit"]);
    expect(run()).toEqual(["import", "place", "fulfil", "audit"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
