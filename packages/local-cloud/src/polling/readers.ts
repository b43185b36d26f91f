import {
  type Checkpoint,
  type Checkpoints,
  type ShardSource,
  type StreamPosition,
  startAt,
} from "../core/shards.ts";
import type { State } from "../state/state.ts";

/** How far those that read streams got, also over restarts. */
export interface Readers {
  /** Where the reader of this id begins in the source: where it was, or at the position. */
  checkpoints(id: string, source: ShardSource, position: StreamPosition): Promise<Checkpoints>;
  /** The reader is gone: a later one of its id begins anew. */
  forget(id: string): void;
  /** Forgets those of an earlier run that are no longer there. */
  retain(isThere: (id: string) => boolean): void;
}

interface Reached {
  /** By its ARN: whoever reads another source has read nothing of it. */
  readonly source: string;
  readonly shards: Map<string, Checkpoint>;
}
interface KeptReached {
  readonly source: string;
  readonly shards: [shardId: string, Checkpoint][];
}

const toKept = ({ source, shards }: Reached): KeptReached => ({ source, shards: [...shards] });

/** `name` is that of the records. */
export const createReaders = (state: State, name: string): Readers => {
  const records = state.records(name, toKept);
  const readers = new Map<string, { source: string; checkpoints: Promise<Checkpoints> }>();
  const checkpointsOf = (id: string, reached: Reached): Checkpoints => ({
    get: (shardId) => reached.shards.get(shardId),
    set(shardId, checkpoint) {
      reached.shards.set(shardId, checkpoint);
      records.put(id, reached);
    },
  });
  for (const [id, { source, shards }] of records.read()) {
    const checkpoints = checkpointsOf(id, { source, shards: new Map(shards) });
    readers.set(id, { source, checkpoints: Promise.resolve(checkpoints) });
  }
  const forget = (id: string) => {
    readers.delete(id);
    records.delete(id);
  };

  return {
    checkpoints(id, source, position) {
      const known = readers.get(id);
      if (known?.source === source.arn) return known.checkpoints;
      const checkpoints = startAt(source, position).then((shards) => {
        const reached = { source: source.arn, shards };
        records.put(id, reached);
        return checkpointsOf(id, reached);
      });
      readers.set(id, { source: source.arn, checkpoints });
      return checkpoints;
    },
    forget,
    retain(isThere) {
      for (const id of [...readers.keys()]) if (!isThere(id)) forget(id);
    },
  };
};
