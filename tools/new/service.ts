import type { Changes } from "./changes.ts";
import { findEvent, loadEvents, textFields } from "./contracts.ts";
import { addBefore } from "./edit-source.ts";
import { addEvent } from "./event.ts";
import { addWorkspace, hasPackage, installedVersion } from "./lock-file.ts";
import { camelCase, isKebabCase, pascalCase, words } from "./names.ts";
import { RefusalError } from "./refusal.ts";
import { packageFiles } from "./templates/service.ts";
import { codeFiles } from "./templates/service-code.ts";
import { testFiles } from "./templates/service-tests.ts";

/** The names a service is written with. */
export interface ServiceNames {
  /** `loyalty`, as its folder, its slice and its Nx project. */
  service: string;
  camel: string;
  pascal: string;
  /** For a heading: `Loyalty`. */
  title: string;
  /** The event it takes. */
  consumed: { name: string; exportName: string };
  /** `RecordLoyalty`: its function, rule and queue. */
  consumer: string;
  /** The event it publishes. */
  published: string;
}

const config = "sst.config.ts";

/**
 * `npm run new -- service <name>`: a service with a table, a queue, a function, an outbox, an event and their tests. It
 * keeps one record for each order that the event `consumes` tells of, and publishes that.
 */
export async function newService(
  changes: Changes,
  service: string,
  { consumes = "OrderConfirmed", publishes }: { consumes?: string; publishes?: string },
): Promise<string[]> {
  if (!isKebabCase(service))
    throw new RefusalError(
      `"${service}" is no name of a service: use lower case with hyphens, such as loyalty.`,
    );
  const pascal = pascalCase(service);
  const camel = camelCase(service);
  if (
    hasPackage(changes, `@sourdough/${service}`) ||
    new RegExp(`^ {2}"?${service}"?:`, "m").test(changes.read(config))
  )
    throw new RefusalError(`There is a package or slice "${service}" already: use another name.`);

  const consumed = findEvent(await loadEvents(changes.root), consumes);
  if (!textFields(consumed).includes("orderId"))
    throw new RefusalError(
      `${consumes} has no orderId, by which a new service keeps its records: use an event that has, and npm run new -- subscriber for this one.`,
    );
  const names: ServiceNames = {
    service,
    camel,
    pascal,
    title: words(service).replace(/^./, (letter) => letter.toUpperCase()),
    consumed: { name: consumes, exportName: consumed.exportName },
    consumer: `Record${pascal}`,
    published: publishes ?? `${pascal}Recorded`,
  };
  const manifest = manifestOf(changes, service);
  const files = { ...packageFiles(names, manifest), ...codeFiles(names), ...testFiles(names) };
  for (const [file, text] of Object.entries(files)) changes.create(`services/${service}/${file}`, text);
  const contract = addEvent(changes, service, names.published, {
    description: "An order has its record.",
    at: "recordedAt",
    delivery: `Once per order, after ${consumes}, in the transaction that writes the record.`,
  });

  const key = camel === service ? service : `"${service}"`;
  addBefore(
    changes,
    config,
    {
      line: /^ {2}web: async \(\) =>/,
      like: 'web: async () => (await import("./packages/web/infra.ts")).web(),',
    },
    `  ${key}: async () => (await import("./services/${service}/infra.ts")).${camel}(),`,
  );
  addWorkspace(changes, `services/${service}`, manifest);

  return [
    `npm start has it on the map. It takes ${consumes} and publishes ${names.published}.`,
    `Say in ${contract} what the event means, in src/domain what to keep, and in src/adapters where.`,
    `npx vitest run services/${service} boots it and sends it an event.`,
    "npm run contracts -- register, then proof and docs, once the event is as it is to stay.",
  ];
}

const manifestOf = (changes: Changes, service: string) => ({
  name: `@sourdough/${service}`,
  version: "0.1.0",
  private: true,
  license: "MIT",
  type: "module",
  dependencies: Object.fromEntries(
    [
      "@aws-sdk/lib-dynamodb",
      "@sourdough/events-schema",
      "@sourdough/lambda-kit",
      "electrodb",
      "sst",
      "zod",
    ].map((name) => [name, installedVersion(changes, name)]),
  ),
});
