import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import { parsed } from "../../core/values.ts";
import { invalid } from "./errors.ts";

/** Where a reader is: the place of the record that it reads next. */
export interface Position {
  readonly stream: string;
  /** When the stream was made: one of the same name that came later is another. */
  readonly createdAt: number;
  readonly shard: string;
  readonly place: number;
}

/** Makes and reads shard iterators, which say what a reader would otherwise have to be remembered for. */
export interface Iterators {
  make(position: Position): string;
  /** Throws what AWS says to one that is none, or is older than five minutes. */
  read(iterator: string): Position;
  /** The same without looking at its age; undefined of what is none. */
  peek(iterator: string): Position | undefined;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
const VALID_MS = 300_000;
const MAC_BYTES = 16;

const contents = z.object({
  stream: z.string(),
  createdAt: z.number(),
  shard: z.string(),
  place: z.number(),
  madeAt: z.number(),
});

/** As AWS prints times there: `Thu Jan 22 01:22:02 UTC 2015`. */
const javaTime = (at: number): string => {
  const [day, date, month, year, time] = new Date(at).toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${date} ${time} UTC ${year}`;
};

export const createIterators = (clock: Pick<Clock, "now">): Iterators => {
  const secret = randomBytes(32);
  const macOf = (text: string) => createHmac("sha256", secret).update(text).digest().subarray(0, MAC_BYTES);

  const open = (iterator: string) => {
    const sealed = Buffer.from(iterator, "base64");
    if (sealed.length <= MAC_BYTES || sealed.toString("base64") !== iterator) return undefined;
    const text = sealed.subarray(MAC_BYTES).toString();
    if (!timingSafeEqual(macOf(text), sealed.subarray(0, MAC_BYTES))) return undefined;
    return contents.safeParse(parsed(text)).data;
  };

  return {
    make(position) {
      const text = JSON.stringify({ ...position, madeAt: clock.now() });
      return Buffer.concat([macOf(text), Buffer.from(text)]).toString("base64");
    },
    peek: open,
    read(iterator) {
      const position = open(iterator);
      if (!position) throw invalid("Invalid ShardIterator.");
      const now = clock.now();
      if (now - position.madeAt <= VALID_MS) return position;
      throw new AwsError(
        "ExpiredIteratorException",
        `Iterator expired. The iterator was created at time ${javaTime(position.madeAt)} while right now it is ${javaTime(now)} which is further in the future than the tolerated delay of ${VALID_MS} milliseconds.`,
      );
    },
  };
};
