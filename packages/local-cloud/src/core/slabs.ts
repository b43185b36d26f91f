/** Keeps copies of bytes that stay for long. */
export interface Slabs {
  bytes(from: Uint8Array): Buffer;
  numbers(from: Uint32Array): Uint32Array;
}

const SLAB = 4 * 1024 * 1024;
const ALIGNED = Uint32Array.BYTES_PER_ELEMENT;

/**
 * Puts them one behind the other in large pieces. Each in memory of its own would lie between what comes and goes, and
 * hold its page: a hundred megabytes of holes after 100,000 rows of an import. A piece goes when nothing of it is used.
 */
export const createSlabs = (): Slabs => {
  let slab = new ArrayBuffer(0);
  let used = 0;
  const place = (from: Uint8Array | Uint32Array): { slab: ArrayBuffer; start: number } => {
    if (used + from.byteLength > slab.byteLength) {
      slab = new ArrayBuffer(Math.max(SLAB, from.byteLength));
      used = 0;
    }
    const start = used;
    new Uint8Array(slab, start).set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength));
    used = Math.ceil((start + from.byteLength) / ALIGNED) * ALIGNED;
    return { slab, start };
  };
  return {
    bytes(from) {
      const { slab, start } = place(from);
      return Buffer.from(slab, start, from.byteLength);
    },
    numbers(from) {
      const { slab, start } = place(from);
      return new Uint32Array(slab, start, from.length);
    },
  };
};
