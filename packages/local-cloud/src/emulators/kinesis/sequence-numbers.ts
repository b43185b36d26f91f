/** What a sequence number says, which AWS does not document; clients may rely only on its order within a shard. */
export interface SequenceParts {
  /** Number of the shard in its stream: 3 of `shardId-000000000003`. */
  readonly shard: number;
  /** When the shard began, in whole seconds. */
  readonly began: number;
  /** Place in the shard, from 1; 0 is the beginning, before every record. */
  readonly place: number;
}

const VERSION = 2n;
/** Above every place that a record can have. */
const END = 0x7fff_ffff_ffff_ffffn;

const compose = ({ shard, began }: SequenceParts, place: bigint, atSeconds: number): string =>
  (
    (VERSION << 184n) |
    (BigInt(began) << 148n) |
    (BigInt(shard & 15) << 144n) |
    (place << 80n) |
    (BigInt(atSeconds) << 36n) |
    (BigInt(shard) << 4n) |
    VERSION
  ).toString();

/**
 * 56 decimal digits that grow within a shard, and never repeat in a stream; those of shards that began later are larger.
 * `at` is when the record came, in milliseconds.
 */
export const sequenceNumber = (parts: SequenceParts, at: number): string =>
  compose(parts, BigInt(parts.place), Math.floor(at / 1000));

/** Where a closed shard ends: above all its records. */
export const endingSequenceNumber = (parts: Omit<SequenceParts, "place">, at: number): string =>
  compose({ ...parts, place: 0 }, END, Math.floor(at / 1000));

const bits = (value: bigint, from: bigint, count: bigint): bigint => (value >> from) & ((1n << count) - 1n);

/** The parts of a sequence number; undefined of what is none. */
export const readSequenceNumber = (text: string): SequenceParts | undefined => {
  if (!/^[1-9]\d{54,56}$/.test(text)) return undefined;
  const value = BigInt(text);
  if (value >> 184n !== VERSION || bits(value, 0n, 4n) !== VERSION) return undefined;
  const shard = Number(bits(value, 4n, 32n));
  if (bits(value, 144n, 4n) !== BigInt(shard & 15)) return undefined;
  return { shard, began: Number(bits(value, 148n, 36n)), place: Number(bits(value, 80n, 64n)) };
};
