import type { Alias } from "sourdough-local/console-api";

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;

/** `version 3`, or while traffic shifts `version 3 (90 %), version 4 (10 %)`. */
export const shareText = (versions: Alias["versions"]): string =>
  versions
    .map(({ version, share }) => `version ${version}${versions.length > 1 ? ` (${percent(share)})` : ""}`)
    .join(", ");
