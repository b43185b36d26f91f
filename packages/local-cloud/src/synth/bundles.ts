import { rename } from "node:fs/promises";
import { type BuildOptions, build, type Metafile, stop } from "esbuild";

const banner = {
  js: [
    `import { createRequire as topLevelCreateRequire } from "module";`,
    `const require = topLevelCreateRequire(import.meta.url);`,
    `import { fileURLToPath as topLevelFileUrlToPath } from "url";`,
    `const __filename = topLevelFileUrlToPath(import.meta.url);`,
    `const __dirname = topLevelFileUrlToPath(new URL(".", import.meta.url));`,
  ].join("\n"),
};

/** As SST bundles; the map to the sources is beside the bundle, `<outfile>.map`, for who needs it. */
export const bundleOptions: BuildOptions = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  logLevel: "silent",
  sourcemap: "external",
  sourcesContent: false,
  keepNames: true,
  banner,
};

// Two syntheses may run in one folder at the same time (`npm start` and `npm test`), so a bundle appears whole.
export const buildTo = async (outfile: string, options: BuildOptions): Promise<Metafile> => {
  const partial = outfile.replace(/\.mjs$/, `.${process.pid}.mjs`);
  const { metafile } = await build({ ...bundleOptions, ...options, outfile: partial, metafile: true });
  await rename(`${partial}.map`, `${outfile}.map`);
  await rename(partial, outfile);
  return metafile;
};

/** Ends esbuild's process, which would hold 200 MB while the config is evaluated, which takes the most memory of all. */
export const endBundler = (): Promise<void> => stop();
