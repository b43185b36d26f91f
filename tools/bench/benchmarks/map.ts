import { setTimeout as pause } from "node:timers/promises";
import { launchBrowser } from "../../../packages/web/test/browser.ts";
import { type Aws, connectAws } from "../aws.ts";
import { watchPage } from "../frames.ts";
import { startLocalCloud } from "../local-cloud.ts";
import { percentile } from "../statistics.ts";
import type { Benchmark } from "./benchmark.ts";

const eventsPerSecond = 200;
const seconds = 20;
const perCall = 10;
const events = eventsPerSecond * seconds;

const secondsBefore = (gaps: readonly number[], index: number) =>
  (gaps.slice(0, index).reduce((sum, gap) => sum + gap, 0) / 1000).toFixed(1);
const over50 = (gaps: readonly number[]) => gaps.filter((gap) => gap > 50).length;

const entry = (busName: string, number: number) => {
  const orderId = `ord-01J9ZK3V9T8R6W${String(number).padStart(12, "0")}`;
  const at = new Date().toISOString();
  return {
    EventBusName: busName,
    Source: "sourdough.orders",
    DetailType: "OrderStatusChanged",
    Detail: JSON.stringify({
      metadata: {
        eventId: `evt-${orderId.slice(4)}`,
        version: 1,
        occurredAt: at,
        correlationId: orderId,
        causationId: "bench",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        sequence: 1,
      },
      data: {
        orderId,
        customerId: "0f8fad5b-d9cb-469f-a165-70867728950e",
        status: "CONFIRMED",
        sequence: 1,
        at,
      },
    }),
  };
};

/** Sends the events evenly; answers the seconds it took. */
const send = async (aws: Aws, busName: string): Promise<number> => {
  const startedAt = performance.now();
  const sent: Promise<unknown>[] = [];
  for (let number = 0; number < events; number += perCall) {
    const wait = startedAt + (number * 1000) / eventsPerSecond - performance.now();
    if (wait > 0) await pause(wait);
    const Entries = Array.from({ length: perCall }, (_, index) => entry(busName, number + index));
    sent.push(aws.call("events", "PutEvents", { Entries }));
  }
  await Promise.all(sent);
  return (performance.now() - startedAt) / 1000;
};

/** The console's map in Chromium while 200 events a second go over the bus, each on to the realtime channels. */
export const map: Benchmark = async ({ place, progress }) => {
  progress("starting a local cloud");
  const cloud = await startLocalCloud(place);
  const browser = await launchBrowser();
  try {
    const { consoleUrl, busName } = cloud.outputs;
    const aws = connectAws(cloud.outputs);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    progress(`an empty page for ${seconds} s, to compare: its long frames are the machine's`);
    await page.goto("about:blank");
    const empty = await watchPage(page, () => pause(seconds * 1000));
    progress("opening the map");
    await page.goto(consoleUrl);
    await page.locator(".card").first().waitFor({ timeout: 100_000 });

    progress(`${eventsPerSecond} events a second for ${seconds} s`);
    let took = 0;
    let counted = "";
    const { gaps, tasks } = await watchPage(page, async () => {
      took = await send(aws, busName);
      counted = (await page.locator(".map-rate").innerText()).trim();
    });
    const benchmark = "map";
    return [
      {
        benchmark,
        name: "events sent",
        value: events / took,
        unit: "events/s",
        target: { atLeast: eventsPerSecond * 0.95 },
        note: `the map counts ${counted}`,
      },
      {
        benchmark,
        name: "frame, 99 %",
        value: percentile(gaps, 0.99),
        unit: "ms",
        note: `${gaps.length} frames`,
      },
      {
        benchmark,
        name: "longest frame",
        value: Math.max(...gaps),
        unit: "ms",
        target: { atMost: 50 },
        note: `${over50(gaps)} over 50 ms; the longest after ${secondsBefore(gaps, gaps.indexOf(Math.max(...gaps)))} s`,
      },
      {
        benchmark,
        name: "longest frame of an empty page",
        value: Math.max(...empty.gaps),
        unit: "ms",
        note: `${over50(empty.gaps)} over 50 ms: what other programs on this machine do`,
      },
      {
        benchmark,
        name: "longest task of the page, processor time",
        value: Math.max(...tasks),
        unit: "ms",
        target: { atMost: 50 },
        note: `${tasks.length} tasks`,
      },
    ];
  } finally {
    await browser.close();
    await cloud.stop();
  }
};
