import * as z from "zod";
import { send } from "./http.ts";

const Hop = z.looseObject({
  id: z.int(),
  traceId: z.string(),
  at: z.number(),
  service: z.string(),
  action: z.string(),
  resource: z.string(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
});
export type Hop = z.output<typeof Hop>;

const read = async (url: string): Promise<Hop[]> => {
  const { status, text } = await send("GET", url);
  if (status !== 200) throw new Error(`The console answered ${status} to ${url}.`);
  return z.array(Hop).parse(JSON.parse(text));
};

/** The newest hops of the journal, oldest first. */
const newestHops = (consoleUrl: string): Promise<Hop[]> => read(`${consoleUrl}/api/journal`);

/** The newest with that action. */
export const hopsOf = (consoleUrl: string, action: string): Promise<Hop[]> =>
  read(`${consoleUrl}/api/journal?action=${action}`);

export const traceHops = (consoleUrl: string, traceId: string): Promise<Hop[]> =>
  read(`${consoleUrl}/api/journal?trace=${traceId}`);

const quietMs = 1_000;
/** What a minute of load left behind takes several on a busy machine. */
const limitMs = 300_000;

/** Waits until nothing happens any more: every queue, stream and workflow is done. Returns when the last thing happened. */
export const untilIdle = async (consoleUrl: string): Promise<number> => {
  const giveUpAt = Date.now() + limitMs;
  while (Date.now() < giveUpAt) {
    const last = (await newestHops(consoleUrl)).at(-1);
    const quiet = Date.now() - (last?.at ?? 0);
    if (quiet >= quietMs) return last?.at ?? 0;
    await new Promise((resolve) => setTimeout(resolve, quietMs - quiet));
  }
  throw new Error(`The local cloud is still busy after ${limitMs / 1000} s.`);
};
