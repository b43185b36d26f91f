import { deflateRawSync, inflateRawSync } from "node:zlib";

/** A longer payload is cut at once: nobody reads it, and a few thousand of them would fill the memory. */
const LONGEST = 256 * 1024;
/** A longer text is packed by itself, at once: its block is packed thousands of hops later. */
const LARGE = 16 * 1024;

/** JSON text of a payload, packed where that is worth it. */
export type KeptText = string | Buffer;

export const toText = (payload: unknown): string => {
  try {
    return JSON.stringify(payload) ?? "null";
  } catch {
    return JSON.stringify(String(payload));
  }
};

export const keepText = (text: string): KeptText => {
  if (!isLarge(text)) return text;
  const short = isCut(text) ? cut(text) : text;
  return isLarge(short) ? deflated(short) : short;
};

export const readText = (kept: KeptText): string =>
  typeof kept === "string" ? kept : inflateRawSync(kept).toString();

/** Whether the payload itself is not to be kept beside its text. */
export const isLarge = (text: string): boolean => text.length > LARGE;
export const isCut = (text: string): boolean => text.length > LONGEST;

// Not by zstd, which takes 3 MB for each; and what zlib answers with is a piece of a buffer of 16 KB.
const deflated = (text: string): Buffer => {
  const packed = deflateRawSync(text, { level: 1 });
  const own = Buffer.allocUnsafeSlow(packed.length);
  packed.copy(own);
  return own;
};

const cut = (text: string): string => JSON.stringify({ cut: text.slice(0, 2048), characters: text.length });
