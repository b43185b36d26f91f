import { readdirSync } from "node:fs";
import { join } from "node:path";

const folder = "docs/runbooks";
const kinds = () =>
  readdirSync(join(import.meta.dirname, "../../../..", folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => file.slice(0, -".md".length));

/** The runbook of an alarm, whose name ends with its kind; undefined for an alarm that is not ours. */
export const runbookOf = (alarm: string): string | undefined => {
  const kind = kinds().find((one) => alarm.endsWith(`-${one}`));
  return kind && `${folder}/${kind}.md`;
};
