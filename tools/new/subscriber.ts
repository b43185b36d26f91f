import { globSync } from "node:fs";
import type { Changes } from "./changes.ts";
import { type Exported, findEvent, loadEvents, textFields } from "./contracts.ts";
import { addImport, addWithin } from "./edit-source.ts";
import { addDependency } from "./lock-file.ts";
import { camelCase, isPascalCase, kebabCase, pascalCase } from "./names.ts";
import { addToReadme } from "./readme.ts";
import { RefusalError } from "./refusal.ts";
import { functionFiles } from "./templates/subscriber-function.ts";
import { workflowFiles } from "./templates/subscriber-workflow.ts";

/** A consumer as its files are written. */
export interface SubscriberNames {
  service: string;
  /** `orders`, as the table's variable begins. */
  camelService: string;
  /** `NoteRefund`: the function or state machine, its rule and its queue. */
  consumer: string;
  events: readonly { name: string; exportName: string }[];
  /** A text that each of the events has in its `data`: the order's id, if there is one. */
  field: string;
}

/**
 * `npm run new -- subscriber <service> <Name> --to <Event>`: a consumer behind a queue of its own. As a function it logs
 * and counts what it takes; as an Express state machine it keeps it in the service's table.
 */
export async function newSubscriber(
  changes: Changes,
  service: string,
  consumer: string,
  { to, target = "function" }: { to: readonly string[]; target?: string },
): Promise<string[]> {
  const [consumesFile, infraFile] = [`services/${service}/src/consumes.ts`, `services/${service}/infra.ts`];
  if (!changes.exists(infraFile))
    throw new RefusalError(`There is no service "${service}": npm run new -- service ${service} makes one.`);
  if (!isPascalCase(consumer))
    throw new RefusalError(
      `"${consumer}" is no name of a subscriber: use Pascal case and what it does, such as NoteRefund.`,
    );
  if (to.length === 0)
    throw new RefusalError("Say which events it takes: --to OrderCancelled PaymentRefunded.");
  if (target !== "function" && target !== "workflow")
    throw new RefusalError(`There is no target "${target}": it is function or workflow.`);
  refuseTaken(changes, consumer);

  const known = await loadEvents(changes.root);
  const events = to.map((name) => findEvent(known, name));
  const names: SubscriberNames = {
    service,
    camelService: camelCase(service),
    consumer,
    events: events.map(({ exportName, contract }) => ({ exportName, name: contract.name })),
    field: sharedField(events),
  };

  if (target === "workflow") addDependency(changes, `services/${service}`, "@sourdough/workflow-kit");
  const { files, imports, targetCode } = target === "function" ? functionFiles(names) : workflowFiles(names);
  for (const [file, text] of Object.entries(files)) changes.create(`services/${service}/${file}`, text);

  addWithin(
    changes,
    consumesFile,
    { line: /^export const consumes = consumers\(\{$/, like: "export const consumes = consumers({" },
    `  ${consumer}: [${names.events.map(({ exportName }) => `reads(${exportName}, ["${names.field}"])`).join(", ")}],`,
  );
  addImport(
    changes,
    consumesFile,
    ["reads", ...names.events.map(({ exportName }) => exportName)],
    "@sourdough/events-schema",
  );
  const call = `consumers("${pascalCase(service)}", consumes, {`;
  addWithin(
    changes,
    infraFile,
    { line: new RegExp(`^ {2}consumers\\("${pascalCase(service)}", consumes, \\{$`), like: call },
    targetCode,
  );
  for (const [from, imported] of Object.entries(imports)) addImport(changes, infraFile, imported, from);

  const reacts = changes.read(`services/${service}/README.md`);
  for (const { name } of names.events)
    if (!reacts.includes(`\`${name}\``)) addToReadme(changes, service, "reacts to", `\`${name}\``);
  if (target === "function") addToReadme(changes, service, "functions", `\`${consumer}\``);

  const work = `src/${target === "function" ? "use-cases" : "workflows"}/${kebabCase(consumer)}.ts`;
  return [
    `npm start has ${consumer} on the map, behind ${consumer}Queue.`,
    `Say in ${work} what it is to do, and in src/consumes.ts what it reads.`,
    `npx vitest run services/${service} runs its test; npm run contracts -- proof tells whether its events reach it.`,
  ];
}

/** Rules, queues, functions and machines have one name in the whole system. */
function refuseTaken(changes: Changes, consumer: string): void {
  const word = new RegExp(`"${consumer}"|\\b${consumer}:`);
  const files = globSync("services/*/{infra.ts,src/consumes.ts}", { cwd: changes.root }).sort();
  const taken = files.find((file) => word.test(changes.read(file)));
  if (taken) throw new RefusalError(`${taken} has a ${consumer} already: use another name.`);
}

function sharedField(events: readonly Exported[]): string {
  const shared = events.map(textFields).reduce((one, other) => one.filter((field) => other.includes(field)));
  const field = shared.find((name) => name === "orderId") ?? shared[0];
  if (field === undefined)
    throw new RefusalError(
      `${events.map(({ contract }) => contract.name).join(" and ")} have no text in common that a log may show: take them by a subscriber each.`,
    );
  return field;
}
