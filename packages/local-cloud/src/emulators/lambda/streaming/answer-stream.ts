/** Where a function's answer goes that comes in pieces. */
export interface AnswerStream {
  /** Called once, before the first piece. */
  begin(contentType: string): void;
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void> | void;
}

/** One that knows how much may come, and what came. */
export interface RecordedStream extends AnswerStream {
  /** Bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  readonly limit: number;
  /** The beginning of what came, or all of it where it went nowhere else; undefined when nothing began. */
  text(): string | undefined;
}

const STREAMED_LIMIT = 209_715_200;
const WHOLE_LIMIT = 6_291_556;
const SHOWN_BYTES = 65_536;

/** Passes an answer on and keeps its beginning; without anybody to pass it on to, all of it, as much as one answer may be. */
export const recordStream = (target?: AnswerStream): RecordedStream => {
  const kept: Uint8Array[] = [];
  const most = target ? SHOWN_BYTES : WHOLE_LIMIT;
  let bytes = 0;
  let isBegun = false;
  return {
    limit: target ? STREAMED_LIMIT : WHOLE_LIMIT,
    begin(contentType) {
      isBegun = true;
      target?.begin(contentType);
    },
    write(piece) {
      if (bytes < most) kept.push(piece.subarray(0, most - bytes));
      bytes += piece.length;
      return target?.write(piece);
    },
    text: () => (isBegun ? Buffer.concat(kept).toString() : undefined),
  };
};

/** What a function answered: a text, where an answer that came in pieces is no JSON. */
export const answerValue = (payload: string): unknown => {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
};
