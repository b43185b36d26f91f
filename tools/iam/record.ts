import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type Granted, lineOf, type Record, readRecord, recordFile } from "../../infra/test/grants.ts";

/** What one bakery of a flow test writes when it closes, see packages/test-kit/src/grants.ts. */
const Use = z.array(z.object({ role: z.string(), action: z.string(), resource: z.string() }));

const keyOf = ({ role, action, resource }: Granted["deployed"]) => `${role} ${action} ${resource}`;

/** Runs flow tests, all unless some are named, and returns the grants that they needed, as they are deployed. */
const runFlowTests = async (root: string, files: readonly string[]): Promise<Set<string>> => {
  const folder = mkdtempSync(join(tmpdir(), "grants-"));
  try {
    const tests = spawn("npx", ["vitest", "run", "--project", "flow", ...files], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, RECORD_GRANTS: folder },
    });
    const code = await new Promise<number | null>((resolve, reject) =>
      tests.once("error", reject).once("exit", resolve),
    );
    if (code !== 0)
      console.error(
        "Not all flow tests passed: what they needed is recorded, what they did not reach is not.",
      );
    return new Set(
      readdirSync(folder).flatMap((file) =>
        Use.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))).map(keyOf),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The grants of each role by how the record names them: one name may stand for an ARN in each form of FulfilOrder. */
const byRole = (grants: readonly Granted[]) =>
  [...Map.groupBy(grants, ({ role }) => role)].map(([role, own]) => ({
    role,
    lines: Map.groupBy(own, lineOf),
  }));

/**
 * Brings the record up to date: forgets what is not granted any more, and adds what the flow tests need. `fresh` begins
 * anew, with all of them. Returns the grants nothing needed.
 */
export const record = async (
  root: string,
  grants: readonly Granted[],
  { files, fresh }: { files: readonly string[]; fresh: boolean },
): Promise<void> => {
  const before: Record = fresh ? {} : readRecord();
  const needed = fresh || files.length > 0 ? await runFlowTests(root, files) : new Set<string>();
  const after: Record = {};
  for (const { role, lines } of byRole(grants)) {
    const isUsed = (line: string) =>
      lines.get(line)!.some(({ deployed }) => needed.has(keyOf(deployed))) ||
      before[role]?.used.includes(line) === true;
    const all = [...lines.keys()];
    after[role] = { used: all.filter(isUsed), unused: all.filter((line) => !isUsed(line)) };
  }
  writeFileSync(recordFile, `${JSON.stringify(after, null, 2)}\n`);
};
