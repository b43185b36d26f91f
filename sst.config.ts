/// <reference path="./.sst/platform/config.d.ts" />

/** What is deployed by itself, in the order of a deployment of all. */
const slices: Readonly<Record<string, () => Promise<object | undefined>>> = {
  platform: async () => (await import("./infra/platform.ts")).platform(),
  inventory: async () => (await import("./services/inventory/infra.ts")).inventory(),
  payments: async () => (await import("./services/payments/infra.ts")).payments(),
  notifications: async () => (await import("./services/notifications/infra.ts")).notifications(),
  orders: async () => (await import("./services/orders/infra.ts")).orders(),
  audit: async () => (await import("./services/audit/infra.ts")).audit(),
  web: async () => (await import("./packages/web/infra.ts")).web(),
  synthetic: async () => (await import("./services/synthetic/infra.ts")).synthetic(),
};
const names = Object.keys(slices);

/**
 * One config, deployable in slices: `SERVICE=orders sst deploy --stage prod` deploys that slice as an app of its own.
 * Without SERVICE all slices are one app, for personal stages, `sst dev` and the local cloud.
 */
export default $config({
  app(input) {
    const slice = process.env.SERVICE;
    const sharedStage = input.stage === "prod" || input.stage === "staging";
    if (slice && !names.includes(slice))
      throw new Error(`SERVICE=${slice} is not a slice. Use one of ${names.join(", ")}, or leave it unset.`);
    if (sharedStage && !slice)
      throw new Error(
        `Stage "${input.stage}" is deployed slice by slice: set SERVICE to one of ${names.join(", ")}.`,
      );
    if (!sharedStage && slice)
      throw new Error(`Stage "${input.stage}" is a personal one and deployed whole: leave SERVICE unset.`);
    return {
      name: slice ? `sourdough-${slice}` : "sourdough",
      home: "aws",
      removal: sharedStage ? "retain" : "remove",
      protect: sharedStage,
      providers: {
        aws: {
          version: "7.20.0",
          region: "eu-west-1",
          // Activated as cost allocation tags, the bill can be read by slice and stage: docs/cost.md.
          defaultTags: {
            tags: {
              app: "sourdough",
              "sourdough:service": slice ?? "all",
              "sourdough:stage": input.stage,
            },
          },
        },
      },
    };
  },
  async run() {
    const { applyDefaults } = await import("./infra/defaults.ts");
    applyDefaults();
    const { beginDashboard, endDashboard } = await import("./infra/dashboard.ts");
    const { saveQueries } = await import("./infra/queries.ts");
    const outputs = {};
    for (const [name, deploy] of Object.entries(slices)) {
      if (process.env.SERVICE && process.env.SERVICE !== name) continue;
      beginDashboard();
      Object.assign(outputs, await deploy());
      endDashboard(name);
    }
    saveQueries(process.env.SERVICE);
    return outputs;
  },
});
