import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { changed, replaced } from "./sources.mjs";

/** The commands of the document client that ElectroDB makes: ten of its seventeen. */
const commandsOf = (source) =>
  [...new Set([...source.matchAll(/this\.lib\.(\w+Command)/g)].map(([, command]) => command))].join(", ");

/**
 * What is required, esbuild keeps whole with all that it imports: 65 KB of the SDK that no function needs. So ElectroDB
 * gets its commands from a module in front of it, which imports them.
 */
const importedCommands = [
  changed("electrodb-client", /[\\/]electrodb[\\/]src[\\/]client\.js$/, (source) => {
    const client = replaced(source, /require\("@aws-sdk\/(lib|util)-dynamodb"\)/g, "sdk");
    return `const sdk = {};\n${replaced(client, /module\.exports = \{/g, "module.exports = { sdk,")}`;
  }),
  changed("electrodb-front", /[\\/]electrodb[\\/]index\.js$/, async (source, path) => {
    const commands = commandsOf(await readFile(join(path, "..", "src", "client.js"), "utf8"));
    return `
      import { ${commands} } from "@aws-sdk/lib-dynamodb";
      import { unmarshall } from "@aws-sdk/util-dynamodb";
      Object.assign(require("./src/client").sdk, { ${commands}, unmarshall });
      ${replaced(source, /module\.exports = \{/g, "export {")}`;
  }),
];

/**
 * ElectroDB checks each model against a JSON Schema, which every test has done before. It also tells models from
 * entities by that, so an entity must still be found to be no model.
 */
const checkedModels = changed(
  "checked-models",
  /[\\/]jsonschema[\\/]lib[\\/]index\.js$/,
  () => `
    export class Validator {
      addSchema() {}
      validate(value) {
        return { errors: value._instance ? [{}] : [] };
      }
    }
    Validator.prototype.customFormats = {};
  `,
);

export const electrodbPlugins = [...importedCommands, checkedModels];
