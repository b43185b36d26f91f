import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { synthesize } from "../src/synth/synthesize.ts";
import { appFolder } from "./command-line.ts";

const WITHIN_MS = 120_000;
beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}), WITHIN_MS);

const evaluate = (name: string, body: string, files: Record<string, string> = {}) =>
  synthesize({ root: appFolder(name, body, { files }), fresh: true });

test(
  "a config may use sources of SST, which are those of its components",
  async () => {
    const { graph } = await evaluate(
      "uses-sources",
      `const { Queue } = await import("./.sst/platform/src/components/aws/queue.ts");
     return { same: Queue === sst.aws.Queue, url: new Queue("Orders").url };`,
    );
    expect(graph.outputs.same).toBe(true);
    expect(graph.resources.map(({ type }) => type)).toContain("aws:sqs/queue:Queue");
  },
  WITHIN_MS,
);

test(
  "an error names the line of the source that threw it, in the app or in a component of SST",
  async () => {
    const files = { "infra.ts": `export const bake = () => {\n  throw new Error("The oven is cold");\n};` };
    await expect(evaluate("throws", `(await import("./infra.ts")).bake();`, files)).rejects.toThrow(
      /The oven is cold\n.*\/infra\.ts:2:\d+/s,
    );
    await expect(
      evaluate("component-throws", `new sst.aws.Queue("Orders", { fifo: true }).subscribe();`),
    ).rejects.toThrow(/\/platform\/src\/components\/\S+\.ts:\d+:\d+/);
  },
  WITHIN_MS,
);
