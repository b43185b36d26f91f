import * as z from "zod";
import { send } from "./http.ts";

const Answer = z.object({
  queues: z.array(
    z.looseObject({
      label: z.string(),
      oldestAgeMs: z.number().optional(),
      sources: z.array(z.unknown()).optional(),
    }),
  ),
});

/** How long messages wait in queues; dead-letter queues are none. */
export interface QueueAge {
  /** Of the oldest message in any queue, and where it is. */
  readonly ms: number;
  readonly queue: string;
}

const none: QueueAge = { ms: 0, queue: "" };

export const oldestInQueues = async (consoleUrl: string): Promise<QueueAge> => {
  const { status, text } = await send("GET", `${consoleUrl}/api/queues`);
  if (status !== 200) throw new Error(`The console answered ${status} to its queues.`);
  return Answer.parse(JSON.parse(text)).queues.reduce<QueueAge>(
    (oldest, { label, oldestAgeMs = 0, sources }) =>
      !sources && oldestAgeMs > oldest.ms ? { ms: oldestAgeMs, queue: label } : oldest,
    none,
  );
};

const everyMs = 250;

/** Looks every now and then until it is told to stop; resolves with the oldest it saw. */
export const watchQueues = (consoleUrl: string): { stop(): Promise<QueueAge> } => {
  let stopped = false;
  const watching = (async () => {
    let oldest = none;
    while (!stopped) {
      const now = await oldestInQueues(consoleUrl);
      if (now.ms > oldest.ms) oldest = now;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    return oldest;
  })();
  watching.catch(() => undefined);
  return {
    stop() {
      stopped = true;
      return watching;
    },
  };
};

/** Resolves with the milliseconds until no message in any queue is older than `ms`; NaN when it takes too long. */
export const untilYoung = async (consoleUrl: string, ms: number, limitMs: number): Promise<number> => {
  const startedAt = performance.now();
  while (performance.now() - startedAt < limitMs) {
    if ((await oldestInQueues(consoleUrl)).ms <= ms) return performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return Number.NaN;
};
