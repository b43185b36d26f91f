import type { PropertyChange, ResourceChange } from "./diff.ts";

export interface SliceDiff {
  readonly slice: string;
  readonly changes: readonly ResourceChange[];
}

const longest = 90;

/** A value on one line, and no more of it than one reads. */
const short = (value: unknown): string => {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};

const signs = { added: "+", removed: "-", changed: "~" } as const;
const kind = (type: string) => type.split(":").at(-1);

/** `2 added, 1 changed` */
const counted = (changes: readonly ResourceChange[]): string =>
  (["added", "changed", "removed"] as const)
    .map((change) => [changes.filter((one) => one.change === change).length, change] as const)
    .filter(([count]) => count > 0)
    .map(([count, change]) => `${count} ${change}`)
    .join(", ");

const property = ({ path, before, after }: PropertyChange) =>
  `      ${path}: ${short(before)} → ${short(after)}`;

const resource = ({ change, name, type, properties, warning }: ResourceChange): string[] => [
  `  ${signs[change]} ${name} (${kind(type)})`,
  ...(warning ? [`    ! it ${warning}`] : []),
  ...properties.map(property),
];

const nothing = "No resource changes.";

/** For a terminal. */
export const asText = (diffs: readonly SliceDiff[]): string =>
  diffs.every(({ changes }) => changes.length === 0)
    ? nothing
    : diffs
        .filter(({ changes }) => changes.length > 0)
        .map(({ slice, changes }) =>
          [`${slice}: ${counted(changes)}`, ...changes.flatMap(resource)].join("\n"),
        )
        .join("\n\n");

/** GitHub takes 65,536 characters for a comment. */
const commentLimit = 60_000;

/** For a comment of a pull request: what data is at stake first, the rest folded. */
export function asMarkdown(diffs: readonly SliceDiff[], base: string): string {
  const changed = diffs.filter(({ changes }) => changes.length > 0);
  const atStake = changed.flatMap(({ slice, changes }) =>
    changes.flatMap(({ name, type, warning }) =>
      warning ? [`- **${name}** (${kind(type)} of ${slice}) ${warning}.`] : [],
    ),
  );
  const lines = [
    `### What changes on AWS since ${base.slice(0, 12)}`,
    "",
    ...(changed.length === 0 ? [nothing] : []),
    ...(atStake.length > 0
      ? ["> [!CAUTION]", "> Data is at stake:", ...atStake.map((line) => `> ${line}`), ""]
      : []),
    ...changed.flatMap(({ slice, changes }) => [
      `<details><summary><b>${slice}</b>: ${counted(changes)}</summary>`,
      "",
      "```diff",
      ...changes.flatMap(resource).map((line) => line.replace(/^ {2}/, "")),
      "```",
      "</details>",
      "",
    ]),
  ];
  const text = `${lines.join("\n")}\n`;
  if (text.length <= commentLimit) return text;
  return `${text.slice(0, commentLimit)}\n\`\`\`\n</details>\n\nand more: \`npm run graph-diff -- --base ${base.slice(0, 12)}\`\n`;
}
