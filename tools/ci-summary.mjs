// Prints "N passed, N failed" from a vitest JSON report. Fails on todo tests, and on skipped ones that are neither about a
// deployed stage nor about Python or the AWS CLI on a machine that has none.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const file = process.argv[2];
if (!existsSync(file)) {
  console.log("0 passed, 1 failed");
  process.exit(1);
}
const report = JSON.parse(readFileSync(file, "utf8"));
const tests = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.map(({ status, fullName }) => ({ status, title: `${name}: ${fullName}` })),
);
const has = (program) => spawnSync(program, ["--version"]).status === 0;
const missing = [
  ...(has("python3") ? [] : [/\bpython\b/i]),
  ...(has("aws") ? [] : [/aws-cli\.flow\.test\.ts/]),
];
const hasReason = (title) => title.includes(".aws.test.ts") || missing.some((about) => about.test(title));
const left = tests.filter(
  ({ status, title }) =>
    status === "todo" || ((status === "skipped" || status === "pending") && !hasReason(title)),
);
for (const { title } of left) console.log(`left aside: ${title}`);
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
);
for (const { name, message } of brokenFiles) console.log(`not run: ${name}: ${message}`);
const failed = report.numFailedTests + left.length + brokenFiles.length;
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exit(failed > 0 || report.numPassedTests === 0 || !report.success ? 1 : 0);
