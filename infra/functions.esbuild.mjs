import { awsSdkPlugins } from "./esbuild/aws-sdk.mjs";
import { electrodbPlugins } from "./esbuild/electrodb.mjs";
import { emptied } from "./esbuild/sources.mjs";

// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default [
  ...awsSdkPlugins,
  ...electrodbPlugins,
  // What is JSON Schema is made of contracts when a stage is deployed.
  emptied("no-json-schema", /[\\/]zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/),
];
