import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { coverageDocument } from "./document.ts";

const help = `Usage: npm run coverage -- [options]

Writes docs/coverage.md: which components, resource types, properties and operations the local cloud has.

  --check  write nothing, and fail when the file says something else
  --help   this text`;

const parse = () => {
  try {
    return parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean" } } }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
};

const values = parse();
if (values.help) {
  console.log(help);
  process.exit(0);
}
const file = join(import.meta.dirname, "../../../docs/coverage.md");
const text = await coverageDocument();
if (!values.check) {
  writeFileSync(file, text);
  console.log("docs/coverage.md is written.");
} else if (readFileSync(file, "utf8") !== text) {
  console.error("docs/coverage.md is not what the emulators say: run npm run coverage.");
  process.exitCode = 1;
}
process.exit();
