import { lastPart } from "../core/arn.ts";
import type { Hop, Journal } from "../core/journal.ts";

const MOST_SHOWN = 20;
const LONGEST_SHOWN = 240;

/** On one line, and no longer than a person reads. */
export const cut = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
};

/** The last of the lines, below a heading; empty when there are none. */
export const listed = (heading: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [`\n${heading}`, ...lines.slice(-MOST_SHOWN)].join("\n  ");

const asHop = ({ service, action, resource, error }: Hop) =>
  cut(
    `${service} ${action} ${lastPart(resource)}${error === undefined ? "" : `: ${error.code}: ${error.message}`}`,
  );

/** What failed after the hop with an id. */
export const failedSince = (journal: Pick<Journal, "hops">, after: number): string => {
  const failures = journal.hops(
    ({ id, service, error }) => id > after && error !== undefined && service !== "local-cloud",
  );
  return listed("Failed meanwhile:", failures.map(asHop));
};

/** What has begun and not ended. */
export const goingOn = (hops: readonly Hop[]): string => listed("Not ended:", hops.map(asHop));
