import { isUtf8 } from "node:buffer";
import type { Cloud } from "../core/cloud.ts";
import type { RecordList, Stream, StreamedRecord, StreamList } from "./api.ts";
import { notFound } from "./http/problem.ts";
import type { Nodes } from "./map/nodes.ts";
import type { Redaction } from "./redaction.ts";

/** What the emulator of Kinesis tells of a stream. */
export type StreamFacts = Omit<Stream, "label" | "node" | "area">;

export interface RecordFacts
  extends Pick<StreamedRecord, "sequenceNumber" | "shard" | "partitionKey" | "at"> {
  readonly data: Buffer;
  /** Key in the journal of the hops that wrote it. */
  readonly journalKey: string;
}

/** Streams and their records, without reading them as a reader does. */
export interface StreamPeek {
  list(): StreamFacts[];
  /** The last ones, newest first; undefined where there is no such stream. */
  last(name: string, shard: string | undefined, limit: number): RecordFacts[] | undefined;
}

declare module "../core/cloud.ts" {
  interface Shared {
    /** Offered by Kinesis. */
    streamPeek: StreamPeek;
  }
}

export const createStreamReader = (
  { use, journal }: Pick<Cloud, "use" | "journal">,
  nodes: Nodes,
  redaction: Redaction,
) => {
  const show = (facts: StreamFacts): Stream => {
    const node = nodes.find(facts.arn);
    return { ...facts, label: node?.name ?? facts.name, node: node?.id, area: node?.area };
  };
  const showRecord = ({ data, journalKey, ...record }: RecordFacts): StreamedRecord => {
    const [hop] = journal.causesOf(journalKey);
    return {
      ...record,
      size: data.length,
      traceId: hop === undefined ? undefined : journal.hop(hop)?.traceId,
      ...(isUtf8(data)
        ? { data: String(redaction.mask(data.toString())) }
        : { data: data.toString("base64"), base64: true as const }),
    };
  };
  return {
    list: (): StreamList => ({ streams: use("streamPeek").list().map(show) }),
    records(name: string, { shard, limit }: { shard?: string; limit: number }): RecordList {
      const records = use("streamPeek").last(name, shard, limit);
      if (!records) throw notFound(`There is no stream ${name}${shard ? ` with a shard ${shard}` : ""}.`);
      return { records: records.map(showRecord) };
    },
  };
};
