import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleFunctions, synthesize } from "sourdough-local/synth";

const [project] = process.argv.slice(2);
if (!project || project.startsWith("-")) {
  console.error(
    "Usage: node tools/bundle.ts <project>\n\nBundles the project's functions as they are deployed, into .local/bundle/<project>.",
  );
  process.exit(project === "--help" ? 0 : 1);
}

const { graph } = await synthesize({ root: process.cwd(), onProgress: console.log });
const own = graph.resources.filter(({ build }) => build?.handler.startsWith(`services/${project}/`));
const bundles = await bundleFunctions({ ...graph, resources: own }, { folder: ".local/bundles" });
const target = join(".local", "bundle", project);
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const { name, handler, file, bytes } of bundles) {
  cpSync(dirname(file), join(target, name), { recursive: true });
  console.log(`${(bytes / 1024).toFixed(0).padStart(5)} KB  ${handler}`);
}
if (bundles.length === 0) console.log(`${project} deploys no functions.`);
