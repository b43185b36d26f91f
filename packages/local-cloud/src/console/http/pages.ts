import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { createSiteBuild, type SiteBuild } from "../../emulators/site/site-build.ts";
import { buildFailed, building, notThere } from "./placeholder.ts";

export interface PageAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array | string;
  /** Its name changes with its content. */
  readonly immutable?: boolean;
}

/** The console's pages, built when somebody first looks. */
export interface Pages {
  get(path: string): Promise<PageAnswer>;
  stop(): void;
}

const sources = fileURLToPath(new URL("../../../../console", import.meta.url));

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".map": "application/json",
};

const html = (status: number, body: string): PageAnswer => ({ status, type: types[".html"]!, body });

export const createPages = (options: {
  cacheFolder: string;
  report(message: string): void;
  /** Folder of the pages' sources. */
  folder?: string;
}): Pages => {
  const { cacheFolder, report, folder = sources } = options;
  let build: SiteBuild | undefined;
  let ready: string | undefined;
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

  const file = async (path: string): Promise<PageAnswer | undefined> => {
    const wanted = normalize(decodeURIComponent(path)).replace(/^(\.\.[/\\])+/, "");
    const found = wanted.endsWith("/") || !extname(wanted) ? "/index.html" : wanted;
    const body = await readFile(join(ready!, found)).catch(() => undefined);
    if (!body) return undefined;
    const type = types[extname(found)] ?? "application/octet-stream";
    return { status: 200, type, body, immutable: /\/assets\/.+-[\w-]{8,}\./.test(found) };
  };

  return {
    async get(path) {
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
      if (ready === undefined) return html(503, building());
      return (await file(path)) ?? { status: 404, type: "text/plain", body: "Not found." };
    },
    stop: () => build?.stop(),
  };
};
