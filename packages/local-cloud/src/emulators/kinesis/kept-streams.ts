import { z } from "zod";
import { pairs } from "../../state/shapes.ts";
import type { Records, State } from "../../state/state.ts";
import type { HashKeyRange } from "./hash-keys.ts";
import type { LocalStream } from "./local-stream.ts";
import type { Shard } from "./shard.ts";

const decimal = z.string().regex(/^[0-9]+$/);
const keptRange = z.object({ from: decimal, to: decimal }).readonly();
export type KeptRange = z.infer<typeof keptRange>;
interface KeptShard extends Pick<Shard, "number" | "beganAt" | "parents" | "closedAt"> {
  readonly range: KeptRange;
}
/** A stream without its records. */
export interface KeptStream
  extends Pick<LocalStream, "createdAt" | "mode" | "retentionHours" | "maxRecordKiB" | "keyId" | "status"> {
  readonly tags: [key: string, value: string][];
  readonly metrics: string[];
  readonly shards: KeptShard[];
  /** What it is being resharded to. */
  readonly target?: KeptRange[] | undefined;
}

export const rangeToKept = ({ from, to }: HashKeyRange): KeptRange => ({
  from: String(from),
  to: String(to),
});
export const rangeOfKept = ({ from, to }: KeptRange): HashKeyRange => ({
  from: BigInt(from),
  to: BigInt(to),
});

const keptStream = z.looseObject({
  createdAt: z.number(),
  mode: z.string(),
  retentionHours: z.number(),
  maxRecordKiB: z.number(),
  status: z.string(),
  tags: pairs,
  metrics: z.array(z.string()),
  shards: z.array(
    z.looseObject({
      number: z.number(),
      beganAt: z.number(),
      parents: z.array(z.unknown()),
      closedAt: z.number().optional(),
      range: keptRange,
    }),
  ),
  target: z.array(keptRange).optional(),
});

const toKept = (stream: LocalStream): KeptStream => ({
  createdAt: stream.createdAt,
  mode: stream.mode,
  retentionHours: stream.retentionHours,
  maxRecordKiB: stream.maxRecordKiB,
  keyId: stream.keyId,
  status: stream.status,
  tags: [...stream.tags],
  metrics: [...stream.metrics],
  shards: stream.shards().map(({ number, beganAt, parents, closedAt, range }) => ({
    number,
    beganAt,
    parents,
    closedAt,
    range: rangeToKept(range),
  })),
  target: stream.target?.map(rangeToKept),
});

export type KeptStreams = Records<LocalStream, KeptStream>;

/** Streams that outlast the process, by name. */
export const createKeptStreams = (state: State): KeptStreams =>
  state.records("kinesis/streams", keptStream, toKept);
