import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkedStage } from "../core/stage.ts";
import { synthesize } from "./synthesize.ts";

const help = `Usage: npm run synth -- [options]

Evaluates sst.config.ts without AWS and writes everything it declares as JSON, to read and to diff.

  --config <folder>  folder with sst.config.ts (default: this one)
  --stage <name>     stage to evaluate for (default: local)
  --dev              as sst dev evaluates it: stubs instead of functions
  --out <file>       where to write (default: .local/graph.json)
  --help             this text`;

const parse = () => {
  try {
    const { values } = parseArgs({
      options: {
        config: { type: "string" },
        stage: { type: "string" },
        out: { type: "string" },
        dev: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    checkedStage(values.stage);
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
};

const values = parse();
try {
  if (values.help) {
    console.log(help);
  } else {
    const root = resolve(values.config ?? process.cwd());
    const { graph } = await synthesize({
      root,
      stage: values.stage,
      dev: values.dev,
      fresh: true,
      onProgress: console.log,
    });
    const file = resolve(values.out ?? `${root}/.local/graph.json`);
    // Absolute paths differ from clone to clone; the graph is for diffing.
    const text = JSON.stringify(graph, null, 2).replaceAll(root, ".");
    await writeFile(file, `${text}\n`);
    console.log(`${graph.resources.length} resources written to ${file}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
