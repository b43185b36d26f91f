/** A record on its way: `minute` is when it reached the stream. */
export interface Streamed {
  readonly sequenceNumber: string;
  readonly minute: number;
  readonly data: unknown;
}

export interface Part {
  readonly records: readonly Streamed[];
  readonly state: unknown;
  readonly minute: number;
  readonly isFinal?: boolean;
  readonly isEarly?: boolean;
}

interface Answer {
  readonly state: object;
  readonly batchItemFailures: readonly { itemIdentifier: string }[];
}

/** What Lambda may decide for itself, each an answer from a seed. */
export interface Chance {
  batchSize(): number;
  /** Whether a window's last part has records, instead of being one of its own. */
  endsWithRecords(): boolean;
  endsEarly(): boolean;
  /** Whether the poller forgets the window it is in, and begins it again. */
  restarts(): boolean;
}

const retries = 3;

/**
 * A shard's records through an event source mapping as Lambda documents it: tumbling windows, batches bisected on errors
 * and at the record that is reported, a record given up after its retries. Gives the sequence numbers that were given up.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export const throughMapping = async (
  records: readonly Streamed[],
  invoke: (part: Part) => Promise<Answer>,
  chance: Chance,
): Promise<string[]> => {
  const givenUp: string[] = [];

  const process = async (part: Part, attempt = 0): Promise<object> => {
    const { records } = part;
    const answer = await invoke(part).catch(() => undefined);
    const failure = answer?.batchItemFailures[0]?.itemIdentifier;
    if (answer && failure === undefined) return answer.state;
    const from = records.findIndex(({ sequenceNumber }) => sequenceNumber === failure);
    if (answer && from > 0) return process({ ...part, records: records.slice(from), state: answer.state });
    if (records.length > 1) {
      const half = Math.ceil(records.length / 2);
      const first = { ...part, records: records.slice(0, half), isFinal: false, isEarly: false };
      return process({ ...part, records: records.slice(half), state: await process(first) });
    }
    // A window's end is tried until it works; a record is not.
    if (attempt < retries || records.length === 0) return process(part, attempt + 1);
    givenUp.push(records[0]!.sequenceNumber);
    return part.isFinal || part.isEarly ? process({ ...part, records: [] }) : (part.state as object);
  };

  const runWindow = async (minute: number, some: readonly Streamed[]) => {
    let open = some;
    let state: object = {};
    while (open.length > 0) {
      const batch = open.slice(0, chance.batchSize());
      open = open.slice(batch.length);
      const isFinal = open.length === 0 && chance.endsWithRecords();
      const isEarly = !isFinal && open.length > 0 && chance.endsEarly();
      state = await process({ records: batch, state, minute, isFinal, isEarly });
      if (isFinal) return;
      if (isEarly) state = {};
      if (chance.restarts()) {
        open = some;
        state = {};
      }
    }
    await process({ records: [], state, minute, isFinal: true });
  };

  for (const [minute, some] of Map.groupBy(records, (record) => record.minute)) await runWindow(minute, some);
  return givenUp;
};
