import { createHash } from "node:crypto";
import { readInside } from "../../http/files.ts";
import { HttpRefusal } from "../../http/refusal.ts";
import { readRange } from "../s3/objects/range.ts";

const text = (status: number, body: string) =>
  new Response(body, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

/**
 * Answers a request to the bucket of a static site: the file of that key, or the site's own page for what is not found.
 * `path` is decoded.
 */
export const answerFile = async (
  folder: string,
  path: string,
  errorPage: string | undefined,
  asked: Headers = new Headers(),
): Promise<Response> => {
  const file = await readInside(folder, path);
  if (file) return wanting(asked, file);
  const error = errorPage && (await readInside(folder, errorPage));
  return error ? page(404, error) : text(404, "Not Found");
};

/** What the page shows of a build that failed. */
export const answerFailure = (error: Error): Response => text(500, error.message);

type File = NonNullable<Awaited<ReturnType<typeof readInside>>>;

const headersOf = ({ type, immutable, content }: File): Record<string, string> => ({
  "content-type": type,
  "cache-control": immutable ? "public, max-age=31536000, immutable" : "no-cache",
  etag: `"${createHash("md5").update(content).digest("hex")}"`,
  "accept-ranges": "bytes",
});

const page = (status: number, file: File) => new Response(file.content, { status, headers: headersOf(file) });

/** All of a file, the part of it that is asked for, or nothing where it is known already: as its bucket would answer. */
const wanting = (asked: Headers, file: File): Response => {
  const headers = headersOf(file);
  const known = asked
    .get("if-none-match")
    ?.split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""));
  if (known?.some((tag) => tag === "*" || tag === headers.etag))
    return new Response(null, { status: 304, headers });
  const size = file.content.length;
  const header = asked.get("range");
  try {
    const range = header === null ? undefined : readRange(header, size);
    if (!range) return page(200, file);
    const { start, end } = range;
    const content = file.content.subarray(start, end);
    return new Response(content, {
      status: 206,
      headers: { ...headers, "content-range": `bytes ${start}-${end - 1}/${size}` },
    });
  } catch {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  }
};

export const badPath = () => new HttpRefusal(400, "BadRequest", "The path is not encoded right.");
