import { extname } from "node:path";
import { readInside } from "../../http/files.ts";
import { HttpRefusal } from "../../http/refusal.ts";
import type { Route } from "./routes.ts";

const text = (status: number, body: string) =>
  new Response(body, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

/**
 * Answers a path of a static site as SST's edge function does: the file, the page of that name, or the site's own page
 * for what is not found. `path` is decoded.
 */
export const answerFile = async (
  { base, fallback, errorPage }: Extract<Route, { kind: "site" }>,
  files: () => Promise<string>,
  path: string,
): Promise<Response> => {
  const folder = await files().catch((error: Error) => error);
  if (folder instanceof Error) return text(500, folder.message);
  const wanted = path.slice(base.length) || "/";
  const candidates = wanted.endsWith("/")
    ? [`${wanted}index.html`]
    : [wanted, `${wanted}.html`, `${wanted}/index.html`];
  if (fallback && !extname(wanted)) candidates.push(fallback);
  for (const candidate of candidates) {
    const file = await readInside(folder, candidate);
    if (file) return page(200, file);
  }
  const error = errorPage && (await readInside(folder, errorPage));
  return error ? page(404, error) : text(404, "Not Found");
};

const page = (status: number, file: NonNullable<Awaited<ReturnType<typeof readInside>>>) =>
  new Response(file.content, {
    status,
    headers: {
      "content-type": file.type,
      "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    },
  });

export const badPath = () => new HttpRefusal(400, "BadRequest", "The path is not encoded right.");
