import type { Changes } from "./changes.ts";
import { isPascalCase, kebabCase } from "./names.ts";
import { RefusalError } from "./refusal.ts";
import { contractFile } from "./templates/contract.ts";

const index = "events-schema/src/index.ts";

/** Adds an export to the index where its path belongs among its neighbours. */
function withExport(text: string, name: string, path: string): string {
  const lines = text.trimEnd().split("\n");
  const line = `export { ${name} } from "${path}";`;
  const pathOf = (one: string) => /from "(\.\/[^"]+)";$/.exec(one)?.[1];
  const next = lines.findIndex((one) => {
    const other = pathOf(one);
    return other !== undefined && other > path;
  });
  // An export of many names ends with its path, and starts some lines above.
  let at = next < 0 ? lines.length : next;
  while (at < lines.length && !lines[at]?.startsWith("export ")) at -= 1;
  return `${[...lines.slice(0, at), line, ...lines.slice(at)].join("\n")}\n`;
}

/** What an event without a story of its own says. */
const plainEvent = {
  description: "What happened, in one sentence.",
  at: "happenedAt",
  delivery: "Who publishes it when, and what orders or deduplicates it.",
};

/**
 * The contract of a new event of `service`, and its export; returns the file. Throws `RefusalError` when the name is
 * not in Pascal case, or taken.
 */
export function addEvent(changes: Changes, service: string, name: string, story = plainEvent): string {
  if (!isPascalCase(name))
    throw new RefusalError(
      `"${name}" is no name of an event: use Pascal case and the past, such as LoafSold.`,
    );
  if (new RegExp(`\\b${name}\\b`).test(changes.read(index)))
    throw new RefusalError(
      `${index} exports a ${name} already: use another name, or write its next version.`,
    );
  const file = `events-schema/src/${service}/${kebabCase(name)}.v1.ts`;
  changes.create(file, contractFile(service, name, story, new Date().toISOString().slice(0, 10)));
  changes.edit(index, (text) => withExport(text, name, file.replace("events-schema/src/", "./")));
  return file;
}

/** `npm run new -- event <service> <Name>` */
export function newEvent(changes: Changes, service: string, name: string): string[] {
  if (!changes.exists(`services/${service}/infra.ts`))
    throw new RefusalError(
      `There is no service "${service}": an event belongs to the service that publishes it.`,
    );
  const file = addEvent(changes, service, name);
  return [
    `Say in ${file} what the event means, with its fields and examples.`,
    "Publish it: outboxItem() of lambda-kit in a use case, or outbox() of workflow-kit in a state machine.",
    "Only then npm run contracts -- register: what is registered never changes. check tells what is missing.",
    "npm run contracts -- docs writes its page.",
  ];
}
