import { arnOf, parseArn } from "../../core/arn.ts";
import type { Clock } from "../../core/clock.ts";
import type { Faults } from "../../core/faults.ts";
import type { Account } from "../../core/resource-type.ts";
import { inUse, invalid, noStream } from "./errors.ts";
import { LocalStream, type StreamSettings } from "./local-stream.ts";

export const streamArn = (name: string, account: Account): string =>
  arnOf("kinesis", account, `stream/${name}`);

/** `orders` of the ARN of a stream, or of a consumer of it. */
export const streamNameOf = (arn: string): string => parseArn(arn)?.name.split("/")[0] ?? "";

/** How an input names a stream. */
export interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

/** All streams. */
export interface StreamStore {
  /** Throws what AWS says to a name that is taken. */
  create(settings: Omit<StreamSettings, "arn">): LocalStream;
  delete(stream: LocalStream): void;
  byName(name: string): LocalStream | undefined;
  byArn(arn: string): LocalStream | undefined;
  all(): LocalStream[];
  /** Throws what AWS says to a reference to no stream. */
  find(reference: StreamReference): LocalStream;
}

export const createStreamStore = (
  account: Account & { readonly clock: Clock; readonly faults: Faults },
): StreamStore => {
  const streams = new Map<string, LocalStream>();
  const byArn = (arn: string) => {
    const stream = streams.get(streamNameOf(arn));
    return stream?.arn === arn ? stream : undefined;
  };
  return {
    byName: (name) => streams.get(name),
    byArn,
    all: () => [...streams.values()],
    create(settings) {
      const { name } = settings;
      if (streams.has(name)) throw inUse(`Stream ${name} under account ${account.accountId} already exists.`);
      const stream = new LocalStream(account, { ...settings, arn: streamArn(name, account) });
      streams.set(name, stream);
      return stream;
    },
    delete(stream) {
      streams.delete(stream.name);
      stream.close();
    },
    find({ StreamName, StreamARN }) {
      if (StreamName === undefined && StreamARN === undefined)
        throw invalid("Missing StreamName or StreamARN in the request: one of them is required.");
      const name = StreamName ?? streamNameOf(StreamARN!);
      const stream = streams.get(name);
      if (!stream || (StreamARN !== undefined && stream.arn !== StreamARN))
        throw noStream(StreamARN === undefined ? name : streamNameOf(StreamARN), account.accountId);
      return stream;
    },
  };
};
