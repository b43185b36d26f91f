export interface StreamList {
  streams: Stream[];
}

/** A data stream, as it is now. */
export interface Stream {
  name: string;
  label: string;
  arn: string;
  /** Node id on the map; absent for what an API call made. */
  node?: string;
  area?: string;
  mode: "PROVISIONED" | "ON_DEMAND";
  status: "CREATING" | "ACTIVE" | "UPDATING" | "DELETING";
  retentionHours: number;
  /** Those that are open, and those whose records are still kept, in the order they began. */
  shards: StreamShard[];
  /** Names of consumers with a throughput of their own. */
  consumers: string[];
  /** Mappings and pipes that read it. */
  readers: StreamReader[];
}

export interface StreamShard {
  id: string;
  open: boolean;
  /** Shards it took over from. */
  parents: string[];
  /** Of all hash keys, from 0 to 1. */
  share: number;
  /** Records that are kept. */
  records: number;
  /** Since the start: written, and refused as more than a shard takes. */
  written: number;
  refused: number;
  /** When its last record came, in milliseconds of the local cloud's clock. */
  lastAt?: number;
}

export interface StreamReader {
  /** Stream, or consumer with a throughput of its own, that it reads. */
  arn: string;
  /** Iterator age: how old the oldest record is that it has not read yet, in milliseconds; 0 when it has read all. */
  behindMs: number;
}

export interface RecordList {
  records: StreamedRecord[];
}

export interface StreamedRecord {
  sequenceNumber: string;
  shard: string;
  partitionKey: string;
  /** When it came, in milliseconds of the local cloud's clock. */
  at: number;
  /** Bytes of its data. */
  size: number;
  data: string;
  /** The data is no text, and shown in base64. */
  base64?: true;
  /** The trace of what put it there, if it is still held. */
  traceId?: string;
}
