import { hash } from "node:crypto";

/** The keys that a shard takes, both included. */
export interface HashKeyRange {
  readonly from: bigint;
  readonly to: bigint;
}

const KEYS = 1n << 128n;
export const LAST_KEY = KEYS - 1n;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export const hashKeyOf = (partitionKey: string): bigint => BigInt(`0x${hash("md5", partitionKey)}`);

/** All keys in `count` ranges of the same size, in order; the last one has what is left over. */
export const evenRanges = (count: number): HashKeyRange[] => {
  const size = KEYS / BigInt(count);
  return Array.from({ length: count }, (_, at) => ({
    from: size * BigInt(at),
    to: at === count - 1 ? LAST_KEY : size * BigInt(at + 1) - 1n,
  }));
};

export const includes = ({ from, to }: HashKeyRange, key: bigint): boolean => from <= key && key <= to;
export const overlap = (a: HashKeyRange, b: HashKeyRange): boolean => a.from <= b.to && b.from <= a.to;
