/**
 * The arrows of the architecture, as errors. docs/architecture.md has them as a picture. Import cycles are found by biome,
 * which tells type imports from others.
 */
const services = require("node:fs").readdirSync(require("node:path").join(__dirname, "services"));

module.exports = {
  forbidden: [
    ...services.map((service) => ({
      name: `${service}-imports-no-other-service`,
      comment: "Services meet in events-schema; one that imports another can no longer be deployed alone.",
      severity: "error",
      from: { path: `^services/${service}/` },
      to: { path: `^services/(?!${service}/)` },
    })),
    {
      name: "domain-is-pure",
      comment: "Domain code decides; it knows no AWS, no clock, no randomness, no environment.",
      severity: "error",
      from: { path: "^services/[^/]+/src/domain/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: ["^services/[^/]+/src/domain/", "^events-schema/", "^packages/lambda-kit/src/errors"] },
    },
    {
      name: "use-cases-know-ports-only",
      comment: "A use case talks to ports; adapters implement them, wiring connects them.",
      severity: "error",
      from: { path: "^services/[^/]+/src/use-cases/", pathNot: "\\.test\\.ts$" },
      to: {
        path: [
          "^services/[^/]+/src/(adapters|handlers|wiring|links)",
          "@aws-sdk",
          "electrodb",
          "^node_modules/stripe",
        ],
      },
    },
    {
      name: "adapters-hold-the-sdk",
      comment: "SDK clients and ElectroDB appear in adapters and where they are wired.",
      severity: "error",
      from: { path: "^services/[^/]+/src/(domain|use-cases|handlers)/" },
      to: { path: ["@aws-sdk", "electrodb", "^node_modules/stripe"] },
    },
    {
      name: "adapters-hold-the-entities",
      comment:
        "A table is described once, by its entities; whatever else addresses it takes keys from the adapter.",
      severity: "error",
      from: {
        path: "^(events-schema|infra|packages|services|tools)/",
        pathNot: ["^services/[^/]+/src/adapters/", "^packages/lambda-kit/src/", "^infra/test/fixtures/"],
      },
      to: { path: "(^|/)electrodb(/|$)" },
    },
    {
      name: "local-cloud-is-not-deployed",
      comment: "Nothing that is deployed may know the local cloud or the test kit, but its tests may.",
      severity: "error",
      from: {
        path: "^(services/[^/]+/src|events-schema|infra|packages/(lambda-kit|workflow-kit|order-client|web))/",
        pathNot: ["\\.test\\.ts$", "^(infra|packages/[^/]+)/test/"],
      },
      to: { path: "^(packages/(local-cloud|test-kit|contracts|event-proof)|tools)/" },
    },
    {
      name: "local-cloud-knows-no-service",
      comment: "The local cloud boots any SST app, so it knows none.",
      severity: "error",
      from: { path: "^packages/local-cloud/src/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(services|events-schema|infra|packages/(lambda-kit|workflow-kit|order-client|web))/" },
    },
    {
      name: "what-ships-knows-no-fixture",
      comment:
        "Fixtures live beside the tests that use them (*.fixture.ts, fixtures/, testing/), and ship with none.",
      severity: "error",
      from: {
        path: "^packages/local-cloud/src/",
        pathNot: ["\\.(test|cases|fixture)\\.ts$", "/(fixtures|testing)/"],
      },
      to: { path: "^packages/local-cloud/src/.*(\\.(test|cases|fixture)\\.ts$|/(fixtures|testing)/)" },
    },
    {
      name: "local-cloud-is-taken-by-its-exports",
      comment: "Its exports map is its interface: import sourdough-local, and no file of it by a path.",
      severity: "error",
      from: { pathNot: "^packages/local-cloud/" },
      to: { path: "^packages/local-cloud/", dependencyTypes: ["local"] },
    },
    {
      name: "contracts-stand-alone",
      severity: "error",
      comment: "Every service depends on the contracts, so they depend on none.",
      from: { path: "^events-schema/" },
      to: { path: "^(services|infra|packages|tools)/" },
    },
    {
      name: "production-code-has-no-dev-dependency",
      severity: "error",
      comment: "What a service imports at run time must be in its dependencies.",
      from: {
        path: "^(services|packages/(lambda-kit|workflow-kit|order-client))/.*src/",
        pathNot: "\\.test\\.ts$",
      },
      to: { dependencyTypes: ["npm-dev"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // The swc parser of dependency-cruiser reads no JSX; components import what their .ts neighbours do.
    exclude: { path: "(^|/)(dist|\\.sst|\\.local)/|\\.tsx$" },
    // TypeScript 7 has no JavaScript API that could parse for it.
    parser: "swc",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
