import { existsSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSiteBuild, type SiteBuild } from "../../emulators/site/site-build.ts";
import { readInside } from "../../http/files.ts";
import { decodedPath } from "../../http/target.ts";
import { buildFailed, building, notThere } from "./placeholder.ts";
import { ConsoleProblem } from "./problem.ts";

export interface PageAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array | string;
  /** Its name changes with its content. */
  readonly immutable?: boolean;
}

/** The console's pages, built when somebody first looks. */
export interface Pages {
  get(url: URL): Promise<PageAnswer>;
  stop(): void;
}

const sources = fileURLToPath(new URL("../../../../console", import.meta.url));
/** Where the published package has them, built. */
const shipped = fileURLToPath(new URL("../../pages", import.meta.url));

const html = (status: number, body: string): PageAnswer => ({
  status,
  type: "text/html; charset=utf-8",
  body,
});

const missing = (body: string): PageAnswer => ({ status: 404, type: "text/plain", body });

export const createPages = (options: {
  cacheFolder: string;
  report(message: string): void;
  /** Folder of the pages' sources. */
  folder?: string;
}): Pages => {
  const { cacheFolder, report, folder = sources } = options;
  let build: SiteBuild | undefined;
  let ready = existsSync(join(shipped, "index.html")) ? shipped : undefined;
  let failure: string | undefined;

  const start = () => {
    build ??= createSiteBuild({
      name: "console",
      dir: folder,
      command: "npm run build",
      environment: {},
      output: join(folder, "dist"),
      cacheFolder,
      report,
    });
    return build.files().then(
      (files) => {
        ready = files;
        failure = undefined;
      },
      (error: Error) => {
        failure = error.message;
      },
    );
  };

  const file = async (wanted: string): Promise<PageAnswer | undefined> => {
    const found = wanted.endsWith("/") || !extname(wanted) ? "/index.html" : wanted;
    const served = await readInside(ready!, found);
    return served && { status: 200, type: served.type, body: served.content, immutable: served.immutable };
  };

  return {
    async get(url) {
      const path = decodedPath(url);
      if (path === undefined) throw new ConsoleProblem(400, "BadRequest", "The path is not encoded right.");
      if (ready === shipped) return (await file(path)) ?? missing("Not found.");
      if (!existsSync(join(folder, "package.json"))) return html(404, notThere());
      const started = start();
      // Files are there at once when they were built before, by this run or an earlier one.
      if (ready === undefined)
        await Promise.race([started, new Promise((resolve) => setTimeout(resolve, 300))]);
      if (failure !== undefined && ready === undefined) {
        const text = failure;
        failure = undefined;
        return html(500, buildFailed(text));
      }
      // A page that says when, and opens by itself; its files have nobody who would ask for them yet.
      if (ready === undefined)
        return extname(path) === "" ? html(200, building()) : missing("Not built yet.");
      return (await file(path)) ?? missing("Not found.");
    },
    stop: () => build?.stop(),
  };
};
