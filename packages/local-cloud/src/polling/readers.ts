import { z } from "zod";
import type { Cloud } from "../core/cloud.ts";
import {
  type Checkpoint,
  type Checkpoints,
  type ShardSource,
  type StreamPosition,
  startAt,
} from "../core/shards.ts";
import type { StreamReader } from "../core/stream-readers.ts";

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
interface Reader extends StreamReader {
  readonly reached: Promise<Reached>;
  shards: Reached["shards"] | undefined;
}
const shape = z.object({
  source: z.string(),
  shards: z.array(
    z.tuple([z.string(), z.object({ after: z.string().optional(), ended: z.literal(true).optional() })]),
  ),
});

const toKept = ({ source, shards }: Reached): z.infer<typeof shape> => ({ source, shards: [...shards] });

/** `name` is that of the records. */
export const createReaders = (
  { state, streamReaders }: Pick<Cloud, "state" | "streamReaders">,
  name: string,
): Readers => {
  const records = state.records(name, shape, toKept);
  const readers = new Map<string, Reader>();
  for (const [id, { source, shards }] of records.read()) {
    const known = { source, shards: new Map(shards) };
    readers.set(id, { source, reached: Promise.resolve(known), shards: known.shards });
  }
  streamReaders.add(() => readers.values());

  /** Shards that were read to their end, and that nobody is told of any more. */
  const dropPast = ({ shards }: Reached, source: ShardSource) => {
    const there = new Set(source.shards().map(({ shardId }) => shardId));
    for (const [shardId, { ended }] of shards) if (ended && !there.has(shardId)) shards.delete(shardId);
  };
  const checkpointsOf = (id: string, reached: Reached, source: ShardSource): Checkpoints => ({
    get: (shardId) => reached.shards.get(shardId),
    set(shardId, checkpoint) {
      reached.shards.set(shardId, checkpoint);
      if (checkpoint.ended) dropPast(reached, source);
      records.put(id, reached);
    },
  });
  const forget = (id: string) => {
    readers.delete(id);
    records.delete(id);
  };
  const begin = (id: string, source: ShardSource, position: StreamPosition): Promise<Reached> => {
    const current = (): Reader | undefined => {
      const reader = readers.get(id);
      return reader?.reached === reached ? reader : undefined;
    };
    const reached = startAt(source, position).then(
      (shards) => {
        const begun = { source: source.arn, shards };
        const reader = current();
        if (reader) {
          reader.shards = shards;
          records.put(id, begun);
        }
        return begun;
      },
      (error: unknown) => {
        // Whoever asks next begins anew.
        if (current()) readers.delete(id);
        throw error;
      },
    );
    readers.set(id, { source: source.arn, reached, shards: undefined });
    return reached;
  };

  return {
    async checkpoints(id, source, position) {
      const known = readers.get(id);
      const reached = await (known?.source === source.arn ? known.reached : begin(id, source, position));
      return checkpointsOf(id, reached, source);
    },
    forget,
    retain(isThere) {
      for (const id of [...readers.keys()]) if (!isThere(id)) forget(id);
    },
  };
};
