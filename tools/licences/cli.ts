import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { packagesOf, refusalOf } from "./licences.ts";

const help = `Usage: npm run licences -- [options]

The licence of every package that package-lock.json installs.

  --check  only those that may not be here; exit code 1 when there are some
  --json   for programs
  --help   this text

The bill of materials, CycloneDX: npm sbom --sbom-format cyclonedx --package-lock-only`;

const parsed = () => {
  try {
    return parseArgs({
      options: {
        check: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return process.exit(2);
  }
};

const { check, json, help: asked } = parsed();
if (asked) console.log(help);
else {
  const packages = packagesOf(
    JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")),
  );
  const refusals = packages.flatMap((one) => refusalOf(one) ?? []);
  if (check) {
    console.log(
      json ? JSON.stringify(refusals) : [...refusals, `${packages.length} packages looked at.`].join("\n"),
    );
    process.exitCode = refusals.length > 0 ? 1 : 0;
  } else if (json) console.log(JSON.stringify(packages, null, 2));
  else
    for (const { name, version, licence, dev } of packages)
      console.log(`${licence}\t${name} ${version}${dev ? " (dev)" : ""}`);
}
