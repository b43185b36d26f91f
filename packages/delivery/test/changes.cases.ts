/** A change of one file, and the slices that have to be deployed for it. */
export interface Case {
  readonly what: string;
  readonly file: string;
  /** Its next text; undefined deletes it. A line more unless stated. */
  readonly edit?: (text: string) => string | undefined;
  readonly slices: readonly string[] | "all";
}

const lockFile = "package-lock.json";

/** Another version of an installed package. */
const locked = (key: string) => (text: string) => {
  const lock = JSON.parse(text) as { packages: Record<string, { version: string; integrity?: string }> };
  const found = lock.packages[key];
  if (!found) throw new Error(`${key} is not in ${lockFile}`);
  lock.packages[key] = { ...found, version: "999.0.0", integrity: "sha512-another" };
  return JSON.stringify(lock, null, 2);
};

const field = (name: string, value: unknown) => (text: string) =>
  JSON.stringify({ ...(JSON.parse(text) as object), [name]: value }, null, 2);

const withMachines = ["audit", "inventory", "notifications", "orders", "payments"];
const withFunctions = [...withMachines, "synthetic"];

export const cases: readonly Case[] = [
  { what: "a rule of the business", file: "services/orders/src/domain/order.ts", slices: ["orders"] },
  { what: "a rule of another", file: "services/payments/src/domain/provider-event.ts", slices: ["payments"] },
  { what: "a use case", file: "services/orders/src/use-cases/place-order.ts", slices: ["orders"] },
  { what: "an adapter", file: "services/inventory/src/adapters/inventory-table.ts", slices: ["inventory"] },
  { what: "a state machine", file: "services/orders/src/workflows/fulfil-order.ts", slices: ["orders"] },
  { what: "what a service deploys", file: "services/inventory/infra.ts", slices: ["inventory"] },
  {
    what: "a contract",
    file: "events-schema/src/payments/payment-declined.v1.ts",
    slices: ["orders", "payments", "platform"],
  },
  {
    what: "a contract that few know",
    file: "events-schema/src/audit/audit-passed.v1.ts",
    slices: ["audit", "platform"],
  },
  { what: "stores", file: "events-schema/src/stores.ts", slices: [...withFunctions, "web"] },
  {
    what: "one more export of the contracts",
    file: "events-schema/src/index.ts",
    edit: (text) => `${text}export { Bread } from "./bread.ts";\n`,
    slices: ["platform"],
  },
  {
    what: "an export of the contracts leads elsewhere",
    file: "events-schema/src/index.ts",
    edit: (text) => text.replace('"./fields.ts"', '"./other-fields.ts"'),
    slices: [...withFunctions, "platform"],
  },
  { what: "a shared package", file: "packages/lambda-kit/src/once.ts", slices: withFunctions },
  { what: "shared by all functions", file: "packages/lambda-kit/src/telemetry.ts", slices: withFunctions },
  { what: "a shared package of machines", file: "packages/workflow-kit/src/retry.ts", slices: withMachines },
  { what: "a wrapper of two slices", file: "infra/durable-function.ts", slices: ["orders", "payments"] },
  { what: "a wrapper of many", file: "infra/queue.ts", slices: [...withFunctions, "platform"] },
  { what: "a wrapper of one slice", file: "infra/stream-function.ts", slices: ["inventory"] },
  { what: "defaults", file: "infra/defaults.ts", slices: "all" },
  { what: "a channel's handler", file: "infra/channel-handlers/orders.js", slices: ["platform"] },
  { what: "how functions are bundled", file: "infra/functions.esbuild.mjs", slices: withFunctions },
  {
    what: "how some functions are bundled",
    file: "services/payments/disputes.esbuild.mjs",
    slices: ["payments"],
  },
  { what: "the config", file: "sst.config.ts", slices: "all" },
  { what: "how code is compiled", file: "tsconfig.base.json", slices: "all" },
  {
    what: "a package of two services",
    file: lockFile,
    edit: locked("node_modules/stripe"),
    slices: ["audit", "payments"],
  },
  { what: "a package of the page", file: lockFile, edit: locked("node_modules/react-dom"), slices: ["web"] },
  { what: "the page's builder", file: lockFile, edit: locked("node_modules/rolldown"), slices: ["web"] },
  { what: "a package of tests", file: lockFile, edit: locked("node_modules/vitest"), slices: [] },
  { what: "a package of the local cloud", file: lockFile, edit: locked("node_modules/jsonata"), slices: [] },
  { what: "SST", file: lockFile, edit: locked("node_modules/sst"), slices: "all" },
  { what: "zod", file: lockFile, edit: locked("node_modules/zod"), slices: [...withFunctions, "platform"] },
  {
    what: "where the runbooks are",
    file: "package.json",
    edit: field("repository", "github:someone/else"),
    slices: "all",
  },
  { what: "a script of the repository", file: "package.json", edit: field("scripts", {}), slices: [] },
  {
    what: "dependencies, which the lock file has",
    file: "services/orders/package.json",
    edit: field("dependencies", {}),
    slices: [],
  },
  {
    what: "what a bundler may leave out",
    file: "services/orders/package.json",
    edit: field("sideEffects", true),
    slices: ["orders"],
  },
  { what: "documentation", file: "docs/how-it-works.md", slices: [] },
  { what: "documentation of a service", file: "services/orders/README.md", slices: [] },
  { what: "a test beside its source", file: "services/orders/src/domain/order.test.ts", slices: [] },
  { what: "a flow test", file: "services/payments/test/disputes.flow.test.ts", slices: [] },
  { what: "a script run by hand", file: "services/inventory/src/import-menu.ts", slices: [] },
  { what: "the page", file: "packages/web/src/main.tsx", slices: ["web"] },
  { what: "what the page looks like", file: "packages/web/src/styles/office-charts.css", slices: ["web"] },
  { what: "the page's frame", file: "packages/web/index.html", slices: ["web"] },
  { what: "a picture more", file: "packages/web/public/bread.svg", edit: () => "<svg/>", slices: ["web"] },
  { what: "a picture less", file: "packages/web/public/icon.svg", edit: () => undefined, slices: ["web"] },
  { what: "code of the edge", file: "packages/web/edge/visit.js", slices: ["web"] },
  { what: "the page's client", file: "packages/order-client/src/retry.ts", slices: ["synthetic", "web"] },
  { what: "a test of the page", file: "packages/web/test/browser.ts", slices: [] },
  { what: "the local cloud", file: "packages/local-cloud/src/cli.ts", slices: [] },
  { what: "a tool", file: "tools/deploy.ts", slices: [] },
  { what: "a workflow of CI", file: ".github/workflows/ci.yml", edit: () => "name: ci\n", slices: [] },
  { what: "Nx", file: "nx.json", edit: field("defaultBase", "trunk"), slices: [] },
];
