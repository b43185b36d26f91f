import { readFile } from "node:fs/promises";

const parts = /[\\/]stripe[\\/]esm[\\/](resources[\\/].*|Webhooks|StripeEventNotificationHandler)\.js$/;
const used = /[\\/](PaymentIntents|Refunds)\.js$/;

/**
 * The SDK makes an object for each of Stripe's 150 resources when it starts, so none can be tree-shaken: 190 KB of
 * 246. This leaves those that payments does not use empty.
 */
const unusedStripeResources = {
  name: "unused-stripe-resources",
  setup(build) {
    build.onLoad({ filter: parts }, async ({ path }) => {
      if (used.test(path)) return undefined;
      const source = await readFile(path, "utf8");
      const empty = [...source.matchAll(/^export (class|function) (\w+)/gm)].map(([, kind, name]) =>
        kind === "class" ? `export class ${name} {}` : `export function ${name}() {}`,
      );
      return { contents: empty.join("\n"), loader: "js" };
    });
  },
};

// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default [unusedStripeResources];
