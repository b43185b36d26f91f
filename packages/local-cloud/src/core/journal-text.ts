import { deflateRawSync, inflateRawSync } from "node:zlib";

/** A longer payload is cut at once: nobody reads it, and a few thousand of them would fill the memory. */
const LONGEST = 256 * 1024;

export const toText = (payload: unknown): string => {
  try {
    return JSON.stringify(payload) ?? "null";
  } catch {
    return JSON.stringify(String(payload));
  }
};

/** As it is kept. */
export const toKeptText = (payload: unknown): string | undefined => {
  if (payload === undefined) return undefined;
  const text = toText(payload);
  return isCut(text) ? cut(text) : text;
};

export const isCut = (text: string): boolean => text.length > LONGEST;

export const cut = (text: string): string =>
  JSON.stringify({ cut: text.slice(0, 2048), characters: text.length });

/** Text that is kept by itself, packed where that is worth it. */
export type KeptText = string | Buffer;

/** Shorter text takes less than what it takes to pack it. */
const WORTH_IT = 1024;

export const keepText = (text: string): KeptText => {
  if (text.length < WORTH_IT) return text;
  // What zlib answers with is a piece of a buffer of 16 KB.
  const packed = deflateRawSync(text, { level: 1 });
  const own = Buffer.allocUnsafeSlow(packed.length);
  packed.copy(own);
  return own;
};

export const readText = (kept: KeptText): string =>
  typeof kept === "string" ? kept : inflateRawSync(kept).toString();
