// What npm start runs. JavaScript, since Node loads the whole of its type stripper for a first TypeScript that is not
// cached, and this process begins twice (src/process/few-arenas.ts).
import { enableCompileCache, registerHooks } from "node:module";

enableCompileCache();

// The sources name each other by their files: there is nothing that Node would have to look for.
const own = new URL("./src/", import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    context.parentURL?.startsWith(own) && /^\.\.?\/.*\.ts$/.test(specifier)
      ? { url: new URL(specifier, context.parentURL).href, format: "module-typescript", shortCircuit: true }
      : next(specifier, context),
});

await import("./src/cli.ts");
