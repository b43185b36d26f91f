#!/usr/bin/env node
import { nodeProblem } from "./process/node-version.ts";

// Whatever else is imported does not even load in an older Node.
const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  await import("./cli.ts");
}
