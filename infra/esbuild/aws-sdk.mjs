import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { changed, emptied, replaced } from "./sources.mjs";

// One line, or lines up to a bracket at the margin.
const shape = /^((?:export )?var \w+\$? = )(\[.*\]|\[[^\]]*\n[\s\S]*?^\]);$/gm;

/**
 * Descriptions of all operations of a service: 43 KB of SES, though a function calls one. esbuild keeps objects with
 * computed keys; a pure call it leaves out when nobody uses the result.
 */
const unusedShapes = changed(
  "unused-aws-shapes",
  /[\\/]@aws-sdk[\\/].+[\\/]schemas_0\.js$/,
  async (source, path) => {
    const errors = await readFile(join(path, "..", "..", "models", "errors.js"), "utf8").catch(
      () => undefined,
    );
    const schemas = errors === undefined ? source : withErrors(source, errors);
    return schemas.replace(shape, "$1/* @__PURE__ */ (() => $2)();");
  },
);

const errorsImport = /^import \{ .+ \} from "\.\.\/models\/errors";$/gm;
const registration = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;
const errorClass = /^export (class (\w+) extends )__BaseException( \{[\s\S]*?^\})$/gm;

/** Errors that take their description to read: those with items in them, as DynamoDB's, or with fields from headers. */
const described = (schemas) =>
  [...schemas.matchAll(/^export var (\w+)\$ = \[-3,[\s\S]*?^\];$/gm)].flatMap(([description, name]) =>
    /\(\) =>|\[_hH\]/.test(description) ? [name] : [],
  );

/** Classes of those errors, and no others, stand beside their descriptions. */
const withErrors = (schemas, errors) => {
  const kept = described(schemas);
  const base = /^import \{ (\w+) \} from "\.\.\/models\/\w+ServiceException";$/m.exec(schemas)[1];
  const classes = [...errors.matchAll(errorClass)].flatMap(([, head, name, body]) =>
    kept.includes(name) ? [`export ${head}${base}${body}`] : [],
  );
  const withoutImport = replaced(schemas, errorsImport, classes.join("\n"));
  return `${withoutImport.replace(registration, (line, name) => (kept.includes(name) ? line : ""))}\nexport { n0_registry };`;
};

/**
 * A client registers the classes of all errors of its service: 22 KB of Lambda. Here a class registers itself where it
 * is made, and one that nobody imports is left out. Its error then has the class all errors of the service extend, with
 * its own name, message and fields.
 */
const unusedErrors = changed(
  "unused-aws-errors",
  /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]models[\\/]errors\.js$/,
  async (source, path) => {
    const kept = described(await readFile(join(path, "..", "..", "schemas", "schemas_0.js"), "utf8"));
    const names = [...source.matchAll(errorClass)].map(([, , name]) => name);
    const others = names.filter((name) => !kept.includes(name)).map((name) => `${name}$`);
    const classes = replaced(source, errorClass, (_, head, name, body) =>
      kept.includes(name)
        ? ""
        : `export const ${name} = /* @__PURE__ */ (() => { ${head}__BaseException${body} n0_registry.registerError(${name}$, ${name}); return ${name}; })();`,
    );
    return `
      import { n0_registry, ${others.join(", ")} } from "../schemas/schemas_0";
      export { ${kept.join(", ")} } from "../schemas/schemas_0";
      ${classes}`;
  },
);

/** Each client carries its package.json for the version in its user agent. */
const clientVersions = changed(
  "aws-client-versions",
  /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/,
  (source) => `export default ${JSON.stringify({ version: JSON.parse(source).version })}`,
);

/**
 * The durable SDK loads the Lambda client when it needs it, so that a computer without Lambda can do without. What is
 * imported so is kept whole: 90 KB for two operations.
 */
const durableClient = changed(
  "durable-client",
  /[\\/]durable-execution-sdk-js[\\/]dist[\\/]index\.mjs$/,
  (source) => {
    const names = [...new Set([...source.matchAll(/new module\.(\w+)/g)].map(([, name]) => name))].join(", ");
    const client = `Promise.resolve({ ${names} })`;
    return `import { ${names} } from "@aws-sdk/client-lambda";\n${replaced(source, /import\('@aws-sdk\/client-lambda'\)/g, client)}`;
  },
);

/** No service here is sent or answers with a stream of events. What imports them when needed keeps half of the core. */
const eventStreams = [
  changed(
    "event-streams",
    /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]protocols[\\/]HttpProtocol\.js$/,
    (source) =>
      replaced(
        source,
        /await import\("@smithy\/core\/event-streams"\)/g,
        '(() => { throw new Error("Bundles have no event streams: infra/esbuild/aws-sdk.mjs leaves them out."); })()',
      ),
  ),
  emptied(
    "event-stream-parts",
    /[\\/](eventstream-serde[\\/]EventStreamMarshaller|signature-v4[\\/]dist-es[\\/]HeaderFormatter)\.js$/,
  ),
];

/** Retries that slow down by themselves are asked for by AWS_RETRY_MODE, and nobody here does. */
const adaptiveRetries = changed(
  "adaptive-retries",
  /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]retry[\\/]middleware-retry[\\/]configurations\.js$/,
  (source) =>
    replaced(
      source,
      /import \{ AdaptiveRetryStrategy \} from "[^"]+";/g,
      `class AdaptiveRetryStrategy {
        constructor() {
          throw new Error("Bundles have no adaptive retries: infra/esbuild/aws-sdk.mjs leaves them out.");
        }
      }`,
    ),
);

/** A request is signed with two secrets that hardly ever change, and to make a key of one takes several times as long as to use it. */
const signingKeys = changed(
  "signing-keys",
  /[\\/]checksum[\\/]sha256[\\/]Sha256Node\.js$/,
  (source) => `
    import { createSecretKey } from "node:crypto";
    const keys = new Map();
    const keyOf = (secret) => {
      const known = keys.get(secret);
      if (known) return known;
      if (keys.size >= 32) keys.clear();
      const key = createSecretKey(toBuffer(secret), "utf8");
      keys.set(secret, key);
      return key;
    };
    ${replaced(source, /createHmac\("sha256", toBuffer\(this\.secret\)\)/g, 'createHmac("sha256", keyOf(this.secret))')}`,
);

export const awsSdkPlugins = [
  // Its environment tells a function its region, as its credentials.
  emptied("instance-metadata", /[\\/]regionConfig[\\/]getInstanceMetadataRegion\.js$/),
  // Node has its own.
  emptied("sha256-in-javascript", /[\\/]checksum[\\/]sha256[\\/]Sha256Js\.js$/),
  unusedShapes,
  unusedErrors,
  clientVersions,
  durableClient,
  ...eventStreams,
  adaptiveRetries,
  signingKeys,
  // Endpoint discovery is off unless a client asks for it.
  emptied("endpoint-discovery", /[\\/]endpoint-cache[\\/].+[\\/]EndpointCache\.js$/),
];
