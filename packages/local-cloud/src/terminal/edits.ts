import { styleText } from "node:util";
import type { ConfigEdit } from "../boot/follow-edits.ts";

const DOWN =
  "Nothing runs now, since what ran before does not start again: edit the config, or Ctrl-C and start again.";

/** Names in one line, and properties of one resource. */
const MOST = { names: 12, properties: 4 };

const some = (all: readonly string[], most: number): string =>
  all.length <= most ? all.join(", ") : `${all.slice(0, most).join(", ")} and ${all.length - most} more`;

/** What became of an edit of the config, in a few lines. */
export const editLines = (edit: ConfigEdit): string[] => {
  if (edit.kind === "mended") return [styleText("green", "The config is again what runs.")];
  if (edit.kind === "refused")
    return [
      styleText("red", edit.message),
      styleText("dim", edit.isDown ? DOWN : "What ran before goes on."),
    ];
  const { changes, dropped, saved, ms } = edit;
  const changed = changes.changed.map(
    ({ name, properties }) => `${name} (${some(properties, MOST.properties)})`,
  );
  const lines = { added: changes.added, changed, removed: changes.removed };
  return [
    styleText("green", `The edited config runs, ${(ms / 1000).toFixed(1)} s after it was saved:`),
    ...Object.entries(lines).flatMap(([what, names]) =>
      names.length > 0 ? [`  ${what.padEnd(7)}  ${some(names, MOST.names)}`] : [],
    ),
    ...dropped.map((what) => styleText("yellow", `  dropped  ${what}`)),
    ...(saved ? [styleText("yellow", `  ${saved}`)] : []),
  ];
};
