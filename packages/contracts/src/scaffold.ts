import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileOf } from "./check/rules.ts";

const index = "events-schema/src/index.ts";

const contractText = (domain: string, name: string, today: string) => `import * as z from "zod";
import { defineEvent } from "../event.ts";
import { OrderId, Timestamp } from "../fields.ts";

export const ${name} = defineEvent({
  source: "sourdough.${domain}",
  name: "${name}",
  version: 1,
  description: "What happened, in one sentence.",
  data: z.object({
    orderId: OrderId,
    happenedAt: Timestamp,
  }),
  examples: [
    { orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A", happenedAt: "2026-11-23T07:30:00.000Z" },
    { orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C", happenedAt: "2026-11-23T08:05:12.481Z" },
  ],
  delivery: "Who publishes it when, and what orders or deduplicates it.",
  personal: [],
  lifecycle: { status: "active", since: "${today}" },
});
`;

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

/**
 * Writes the contract of a new event and exports it; returns the file. Throws when the domain has no service, the name
 * is not in Pascal case, or there is such an event already.
 */
export async function scaffold(root: string, domain: string, name: string, today: string): Promise<string> {
  if (!/^([A-Z][a-z0-9]*)+$/.test(name))
    throw new Error(`"${name}" is no name of an event: use Pascal case and the past, such as LoafSold`);
  if (!/^[a-z-]+$/.test(domain) || !existsSync(join(root, "services", domain)))
    throw new Error(`there is no service "${domain}": an event belongs to the service that publishes it`);
  const file = fileOf({ name, version: 1, source: `sourdough.${domain}` });
  if (existsSync(join(root, file)))
    throw new Error(`${file} is there already: change it, or write its next version beside it`);
  const exports = await readFile(join(root, index), "utf8");
  if (new RegExp(`\\b${name}\\b`).test(exports))
    throw new Error(`${index} exports a ${name} already: use another name`);
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), contractText(domain, name, today), { flag: "wx" });
  await writeFile(join(root, index), withExport(exports, name, file.replace("events-schema/src/", "./")));
  return file;
}

/** Starts an event, and says what comes next. */
export async function runNew(root: string, domain: string, name: string): Promise<number> {
  const file = await scaffold(root, domain, name, new Date().toISOString().slice(0, 10));
  console.log(`wrote ${file}
exported it from ${index}

Say in it what the event means, with its fields and examples. Only then npm run contracts -- register: what is
registered never changes. npm run contracts -- check tells what is missing, docs writes its page.`);
  return 0;
}
