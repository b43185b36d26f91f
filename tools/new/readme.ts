import type { Changes } from "./changes.ts";

/** Adds to a row of the table at the head of a service's README; people may have written it otherwise, then not. */
export const addToReadme = (changes: Changes, service: string, row: string, addition: string): void =>
  changes.edit(`services/${service}/README.md`, (text) =>
    text.replace(new RegExp(`^\\| ${row} \\| (.*) \\|$`, "m"), (_, others: string) =>
      others === "none" ? `| ${row} | ${addition} |` : `| ${row} | ${others} ${addition} |`,
    ),
  );
