import * as z from "zod";

// What a thread and the local cloud say to each other about a call, an HTTP request of the thread with its answer.

/** A part of a body; text is UTF-8. */
export type Chunk = string | Uint8Array<ArrayBuffer>;

const part = {
  id: z.int(),
  chunk: z
    .custom<Chunk>((value) => typeof value === "string" || value instanceof Uint8Array, "no part of a body")
    .optional(),
  last: z.boolean(),
};

const further = [
  z.object({ type: z.literal("chunk"), ...part }),
  /** The chunk before was taken. */
  z.object({ type: z.literal("more"), id: z.int() }),
  /** What there was is all that comes, and it is not the whole. */
  z.object({ type: z.literal("cut"), id: z.int() }),
] as const;

const isHeader = (text: unknown, index: number) =>
  typeof text === "string" &&
  (index % 2 === 0 ? /^[\w!#$%&'*+.^`|~-]+$/ : /^[\t\x20-\x7e\x80-\xff]*$/).test(text);

/** Names and values in turn. */
const Headers = z.custom<readonly string[]>(
  (value) => Array.isArray(value) && value.length % 2 === 0 && value.every(isHeader),
  "no HTTP headers",
);

/** From a thread: a request with its body, or the first part of it, or what follows. */
export const FromThread = z.discriminatedUnion("type", [
  z.object({ type: z.literal("request"), method: z.string(), path: z.string(), headers: Headers, ...part }),
  ...further,
]);
export type FromThread = z.output<typeof FromThread>;

/** To a thread: an answer with its body, or the first part of it, or what follows. */
export type ToThread =
  | {
      readonly type: "answer";
      readonly id: number;
      readonly status: number;
      readonly reason: string;
      readonly headers: readonly string[];
      readonly chunk?: Chunk;
      readonly last: boolean;
    }
  | z.output<(typeof further)[number]>;

/** What the first message says besides the number of the call and what there is of the body. */
export type RequestHead = Omit<Extract<FromThread, { type: "request" }>, "id" | "chunk" | "last">;
export type AnswerHead = Omit<Extract<ToThread, { type: "answer" }>, "id" | "chunk" | "last">;
