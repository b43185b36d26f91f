import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { loadEmulators } from "../src/boot/emulators.ts";
import type { ResourceType } from "../src/core/resource-type.ts";
import { services } from "../src/emulators/registry.ts";
import { createTestCloud } from "../src/testing/fake-cloud.ts";
import { components } from "./components.ts";
import { checks } from "./examples/checks.ts";
import { gaps } from "./examples/gaps.ts";

const tests = join(import.meta.dirname, "../test");

/** The row of a component; throws when the test that is to show it does not have it. */
const componentRow = (name: string): string => {
  const outcome = components[name]!;
  if ("gap" in outcome) return `| \`sst.aws.${name}\` | no | ${outcome.gap} |`;
  const file = join(tests, outcome.test);
  const source = statSync(file).isDirectory() ? join(file, "sst.config.ts") : file;
  if (!readFileSync(source, "utf8").includes(`new sst.aws.${name}(`))
    throw new Error(`${source} has no "new sst.aws.${name}(", so it does not show that the component works.`);
  const shown = `[${outcome.test}](../packages/local-cloud/test/${outcome.test})`;
  return `| \`sst.aws.${name}\` | yes | ${outcome.note ? `${outcome.note}; ` : ""}${shown} |`;
};

const exampleRows = (): string[] =>
  [...Object.keys(checks), ...Object.keys(gaps)].sort().map((name) => {
    const checked = checks[name];
    return `| \`${name}\` | ${checked ? "yes" : "no"} | ${(checked ? checked.needs && `needs ${checked.needs}` : gaps[name]) ?? ""} |`;
  });

interface Shaped {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly options?: readonly z.ZodType[];
}

const shapeOf = (schema: z.ZodType): Readonly<Record<string, z.ZodType>> => {
  const { shape, options } = schema as unknown as Shaped;
  return shape ?? Object.assign({}, ...(options ?? []).map(shapeOf));
};

/** A value that no property takes; a refusal that repeats what it was given reads as a sentence of all others. */
const other = Object.assign(() => {}, { toString: () => "Other" });

/** What a property is refused for that has no value the emulator takes, or only some. */
const limitOf = (schema: z.ZodType): string | undefined => {
  const { error } = schema.safeParse(other);
  const message = error?.issues[0]?.message;
  return message === undefined || message.startsWith("Invalid") ? undefined : message;
};

const typeRow = ({ type, properties, inert }: ResourceType): string => {
  const entries = Object.entries(shapeOf(properties));
  const names = entries.map(([name]) => `\`${name}\``).join(", ");
  const limits = entries.flatMap(([name, schema]) => {
    const limit = limitOf(schema);
    return limit === undefined ? [] : [`\`${name}\`: ${limit}`];
  });
  const all =
    (properties as { def?: { catchall?: { def?: { type?: string } } } }).def?.catchall?.def?.type ===
    "unknown";
  const takes = [names, ...(all ? ["whatever else it says"] : [])].filter(Boolean).join(", ") || "nothing";
  const effect = inert === undefined ? "yes" : `accepted: ${inert}`;
  return `| \`${type}\` | ${effect} | ${takes} | ${limits.join("; ")} |`.replaceAll("\n", " ");
};

const operationsOf = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const cloud = createTestCloud();
  const create = await loadEmulators(services);
  const emulators = create(cloud, { watch: false });
  const found = new Map(
    emulators.map(({ service, operations }) => [service, Object.keys(operations).sort()]),
  );
  await Promise.all(emulators.map((emulator) => emulator.stop?.()));
  return found;
};

/** `docs/coverage.md`, from what the emulators say of themselves. */
export const coverageDocument = async (): Promise<string> => {
  const operations = await operationsOf();
  const sections = services.all.flatMap(({ name, title, resourceTypes = [] }) => {
    const called = operations.get(name) ?? [];
    if (resourceTypes.length === 0 && called.length === 0) return [];
    const heading = name === "static-sites" ? "SST's own providers" : title;
    return [
      `### ${heading}${heading.toLowerCase() === name ? "" : ` (\`${name}\`)`}`,
      ...(called.length > 0
        ? [
            `Operations: ${called.map((operation) => `\`${operation}\``).join(", ")}. Any other is answered with \`UnknownOperationException\`.`,
          ]
        : []),
      ...(resourceTypes.length > 0
        ? [
            [
              "| resource type | | properties | only |",
              "|---|---|---|---|",
              ...resourceTypes.map(typeRow),
            ].join("\n"),
          ]
        : []),
    ];
  });
  return `${[
    "# What the local cloud covers",
    "Made by `npm run coverage` from what the emulators say of themselves; a test holds it to them. What each service leaves out, in sentences, is in [the package's README](../packages/local-cloud/README.md#what-is-emulated).",
    "## Components of SST",
    "A `yes` is booted by the test that it names.",
    ["| component | | |", "|---|---|---|", ...Object.keys(components).map(componentRow)].join("\n"),
    "## SST's examples",
    `What comes of those for AWS in [SST's repository](https://github.com/anomalyco/sst/tree/dev/examples). A \`yes\` boots, and its main way (a route, a message to a function, a schedule) is gone to its end. \`npm run examples -- <folder>\` does that for all of them, in a checkout of SST with their packages installed; the checks of each change boot our own apps of the same kinds instead, [\`kinds.flow.test.ts\`](../packages/local-cloud/test/kinds.flow.test.ts).`,
    ["| example | | |", "|---|---|---|", ...exampleRows()].join("\n"),
    "## Services",
    "A resource type that is not here, a property that its row does not name, and a `region` other than the app's stop the start with a sentence. Functions, their log groups, IAM, CloudFront, web ACLs and what is only accepted may be in any region; [why not the others](decisions/local-cloud.md#one-region-but-for-functions).",
    ...sections,
  ].join("\n\n")}\n`;
};
