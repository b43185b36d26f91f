import type { Checkpoint } from "./shards.ts";

/** A mapping or pipe, and how far it got in the shards of what it reads; it may be switched off. */
export interface StreamReader {
  /** ARN of a stream, or of a consumer of one. */
  readonly source: string;
  /** Absent while it finds out where it begins. */
  readonly shards: ReadonlyMap<string, Checkpoint> | undefined;
}

/** All who read streams on and on, so that what each of them has read can make place. */
export interface StreamReaders {
  /** Adds some that are asked for each time, since they come and go. */
  add(readers: () => Iterable<StreamReader>): void;
  /** How far each reader of a stream got in a shard; undefined of one that has read nothing of it. */
  checkpoints(streamArn: string, shardId: string): (Checkpoint | undefined)[];
}

export const createStreamReaders = (): StreamReaders => {
  const groups: (() => Iterable<StreamReader>)[] = [];
  return {
    add: (readers) => void groups.push(readers),
    checkpoints: (streamArn, shardId) =>
      groups
        .flatMap((readers) => [...readers()])
        .filter(({ source }) => source === streamArn || source.startsWith(`${streamArn}/consumer/`))
        .map(({ shards }) => shards?.get(shardId)),
  };
};
