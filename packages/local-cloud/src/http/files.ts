import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "text/xml; charset=utf-8",
  ".map": "application/json",
};

export interface ServedFile {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Its name changes with its content. */
  readonly immutable: boolean;
}

/**
 * Reads a file of `folder` by a decoded path; undefined when there is none. Nothing outside is read, whatever the path
 * climbs to and wherever links in the folder lead.
 */
export const readInside = async (folder: string, path: string): Promise<ServedFile | undefined> => {
  // A separator on Windows, and no character of a URL's path elsewhere.
  if (path.includes("\\") || path.includes("\0")) return undefined;
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    if (!file.startsWith(root + sep)) return undefined;
    return {
      content: new Uint8Array(await readFile(file)),
      type: contentTypes[extname(file).toLowerCase()] ?? "application/octet-stream",
      immutable: /\/assets\/.+-[\w-]{8,}\./.test(path),
    };
  } catch {
    // Missing, a folder, a name too long for the system: none is a file to serve.
    return undefined;
  }
};
