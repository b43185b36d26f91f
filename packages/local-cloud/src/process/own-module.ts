import { extname } from "node:path";

/** The module `path`, without its extension, as seen from `url`: TypeScript here, JavaScript in the published package. */
export const ownModule = (path: string, url: string): URL => new URL(path + extname(url), url);
