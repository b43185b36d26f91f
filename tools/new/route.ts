import type { Changes } from "./changes.ts";
import { addBefore, addImport, addWithin } from "./edit-source.ts";
import { camelCase, kebabCase, pascalCase } from "./names.ts";
import { addToReadme } from "./readme.ts";
import { RefusalError } from "./refusal.ts";
import { apiCode, type RouteNames, routeCode, routeFiles, sharedRouteFiles } from "./templates/route.ts";

const webFile = "packages/web/infra.ts";
const webProject = "packages/web/project.json";

/**
 * `npm run new -- route <service> "GET /things/{thingId}"`: an API route that reads the service's record of an order
 * from its table, without a function.
 */
export function newRoute(changes: Changes, service: string, route: string): string[] {
  const infraFile = `services/${service}/infra.ts`;
  if (!changes.exists(infraFile))
    throw new RefusalError(`There is no service "${service}": npm run new -- service ${service} makes one.`);
  const names = namesOf(service, route);
  const pascal = pascalCase(service);
  const infra = changes.read(infraFile);
  if (infra.includes(`"${names.route}"`)) throw new RefusalError(`${infraFile} has ${names.route} already.`);
  requireRecords(changes, names);

  for (const [file, text] of Object.entries(sharedRouteFiles(names)))
    if (!changes.exists(`services/${service}/${file}`)) changes.create(`services/${service}/${file}`, text);
  for (const [file, text] of Object.entries(routeFiles(names)))
    changes.create(`services/${service}/${file}`, text);

  if (infra.includes(`directApi("${pascal}Api"`))
    addWithin(changes, infraFile, { line: /^ {4}routes: \[$/, like: "routes: [" }, routeCode(names));
  else {
    addBefore(changes, infraFile, { line: /^ {2}return \{/, like: "return { ... };" }, `${apiCode(names)}\n`);
    changes.edit(infraFile, (text) =>
      text.replace(
        /^ {2}return \{([^}]*?),?\s*\};$/m,
        `  return {$1, ${names.camelService}ApiUrl: api.url };`,
      ),
    );
    addImport(changes, infraFile, ["directApi"], "../../infra/api.ts");
  }
  addImport(changes, infraFile, [names.request, names.answer], `./src/routes/${names.file}.ts`);
  addImport(changes, infraFile, ["unavailable"], "./src/routes/problems.ts");
  addToRouter(changes, names);
  addToReadme(changes, service, "routes", `\`${names.route}\``);

  return [
    `GET <apiUrl>${names.route.slice("GET ".length)} answers signed-in customers: 200 with the record, or 404.`,
    "Any of them may read any record: take signedIn off when it is public, or compare $context.authorizer.claims.sub.",
    `Say in src/routes/${names.file}.ts which fields it shows.`,
  ];
}

function namesOf(service: string, route: string): RouteNames {
  const [, path, parameter] = /^GET ((?:\/[a-z][a-z0-9-]*)+)\/\{([a-z][A-Za-z0-9]*)\}$/.exec(route) ?? [];
  if (path === undefined || parameter === undefined)
    throw new RefusalError(
      `"${route}" is no route this can make: write it as "GET /things/{thingId}". A list is a Query, as in services/inventory/src/routes/list-menu.ts; what changes something goes through a queue, as in services/orders/src/routes/place-order.ts.`,
    );
  const segment = path.split("/").at(-1) ?? "";
  const thing = kebabCase(parameter).replace(/-id$/, "");
  // `things` by `thingId` are one thing; `points` by `orderId` are the points.
  const noun = segment === `${thing}s` ? thing : segment;
  return {
    service,
    camelService: camelCase(service),
    pascalService: pascalCase(service),
    route,
    area: path.split("/")[1] ?? segment,
    parameter,
    file: `get-${noun}`,
    request: camelCase(`get-${noun}`),
    answer: `${camelCase(noun)}Found`,
  };
}

/** The record is that of a service which `npm run new -- service` made. */
function requireRecords(changes: Changes, { service }: RouteNames): void {
  const [table, keys] = [
    `services/${service}/src/adapters/${service}-table.ts`,
    `services/${service}/src/adapters/keys.ts`,
  ];
  const hasRecords = changes.exists(table) && changes.read(table).includes("record: recordEntity(");
  if (!hasRecords || (changes.exists(keys) && !/\brecord: \(/.test(changes.read(keys))))
    throw new RefusalError(
      `${table} has no records as npm run new -- service makes them, so this knows no key to read by: write the route by hand, as services/orders/src/routes/get-order.ts and its test.`,
    );
}

/** The one address of everything knows which API is asked for what. */
function addToRouter(changes: Changes, { service, area, route }: RouteNames): void {
  const line = `  api("/api/${area}", shared("${service}-api-url"));`;
  const known = changes
    .read(webFile)
    .split("\n")
    .find((one) => one.includes(`api("/api/${area}",`));
  if (known === line) return;
  if (known)
    throw new RefusalError(
      `${webFile} sends /api/${area} elsewhere (${known.trim()}): begin ${route} with another word.`,
    );
  addBefore(
    changes,
    webFile,
    { line: /^ {2}new sst\.aws\.StaticSite\(/, like: 'new sst.aws.StaticSite("Shop", {' },
    line,
  );
  changes.edit(webProject, (text) => {
    const project = JSON.parse(text) as { implicitDependencies: string[] };
    const implicitDependencies = [...new Set([...project.implicitDependencies, service])];
    return `${JSON.stringify({ ...project, implicitDependencies }, null, 2)}\n`;
  });
}
