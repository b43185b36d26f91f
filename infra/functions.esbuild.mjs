import { readFile } from "node:fs/promises";

/** Leaves what matches empty, for code that a function never reaches: classes without members, functions without effect. */
export const emptied = (name, filter, isUsed = () => false) => ({
  name,
  setup(build) {
    build.onLoad({ filter }, async ({ path }) => {
      if (isUsed(path)) return undefined;
      const source = await readFile(path, "utf8");
      const exports = [...source.matchAll(/^export (class|function|const) (\w+)/gm)].map(
        ([, kind, export_]) =>
          kind === "class" ? `export class ${export_} {}` : `export function ${export_}() {}`,
      );
      const renamed = [...source.matchAll(/^export \{ (\w+ as \w+) \};$/gm)].map(([line]) => line);
      return { contents: [...exports, ...renamed].join("\n"), loader: "js" };
    });
  },
});

// One line, or lines up to a bracket at the margin.
const shape = /^((?:export )?var \w+\$? = )(\[.*\]|\[[^\]]*\n[\s\S]*?^\]);$/gm;

/** Descriptions of all operations of a service: 43 KB of SES, though a function calls one. */
const unusedAwsShapes = {
  name: "unused-aws-shapes",
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/].+[\\/]schemas_0\.js$/ }, async ({ path }) => ({
      // esbuild keeps objects with computed keys; a pure call it leaves out when nobody uses the result.
      contents: (await readFile(path, "utf8")).replace(shape, "$1/* @__PURE__ */ (() => $2)();"),
      loader: "js",
    }));
  },
};

/** ElectroDB requires all of the document client, of which it uses ten commands. */
const unusedDocumentClient = {
  name: "unused-document-client",
  setup(build) {
    build.onLoad({ filter: /[\\/]electrodb[\\/]src[\\/]client\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const commands = new Set(
        [...source.matchAll(/this\.lib\.(\w+Command)/g)].map(([, command]) => command),
      );
      const parts = [...commands].map(
        (command) => `...require("@aws-sdk/lib-dynamodb/dist-es/commands/${command}.js")`,
      );
      return {
        contents: source.replace('require("@aws-sdk/lib-dynamodb")', `{ ${parts.join(", ")} }`),
        loader: "js",
      };
    });
  },
};

/**
 * ElectroDB checks each model against a JSON Schema, which every test has done before. It also tells models from
 * entities by that, so an entity must still be found to be no model.
 */
const checkedModels = {
  name: "checked-models",
  setup(build) {
    build.onLoad({ filter: /[\\/]jsonschema[\\/]lib[\\/]index\.js$/ }, () => ({
      contents: `
        export class Validator {
          addSchema() {}
          validate(value) {
            return { errors: value._instance ? [{}] : [] };
          }
        }
        Validator.prototype.customFormats = {};
      `,
      loader: "js",
    }));
  },
};

// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default [
  unusedAwsShapes,
  unusedDocumentClient,
  checkedModels,
  // Endpoint discovery is off unless a client asks for it, and no service here answers with a stream of events.
  emptied("unused-aws-parts", /[\\/](endpoint-cache[\\/].+[\\/]EndpointCache|EventStreamSerde)\.js$/),
  // What is JSON Schema is made of contracts when a stage is deployed.
  emptied("no-json-schema", /[\\/]zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/),
];
