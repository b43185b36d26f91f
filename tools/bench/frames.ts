import type { Page } from "playwright-core";

/** What a page does while it is watched. */
export interface Watched {
  /** Milliseconds between the frames it drew. */
  readonly gaps: readonly number[];
  /** Milliseconds of processor time of each task of its main thread: what it costs, however busy the machine is. */
  readonly tasks: readonly number[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

// In the page; as text, since nothing else of this program knows a browser.
const watch = `
  globalThis.frameTimes = [];
  const note = (now) => {
    frameTimes.push(now);
    if (frameTimes.length < 1e6) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
`;

const mainThreadTasks = (events: readonly TraceEvent[]): number[] => {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events
    .filter(({ name, ph, pid, tid }) => ph === "X" && /\bRunTask$/.test(name) && mains.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000);
};

/** Watches the frames and tasks of a page while `run` goes on. */
export const watchPage = async (page: Page, run: () => Promise<void>): Promise<Watched> => {
  const devtools = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  devtools.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) events.push(event);
  });
  const complete = new Promise<void>((resolve) => devtools.once("Tracing.tracingComplete", () => resolve()));
  await devtools.send("Tracing.start", {
    traceConfig: { includedCategories: ["toplevel", "__metadata"] },
  });
  await page.evaluate(watch);
  await run();
  const times = (await page.evaluate("frameTimes")) as number[];
  await devtools.send("Tracing.end");
  await complete;
  return { gaps: times.slice(1).map((time, index) => time - times[index]!), tasks: mainThreadTasks(events) };
};
