import { launchBrowser } from "@sourdough/web/test/browser.ts";
import { type FirstView, measureFirstView } from "@sourdough/web/test/first-view.ts";
import { startLocalCloud } from "../local-cloud.ts";
import { median } from "../statistics.ts";
import type { Benchmark } from "./benchmark.ts";

const visits = 7;

/** What somebody waits for who opens the shop for the first time, in a Chromium without a GPU. */
export const page: Benchmark = async ({ place, progress }) => {
  const benchmark = "page";
  progress("starting a local cloud");
  const cloud = await startLocalCloud(place);
  const browser = await launchBrowser();
  try {
    progress("building the page");
    await measureFirstView(browser, cloud.outputs.webUrl);
    const views: FirstView[] = [];
    for (let visit = 0; visit < visits; visit++)
      views.push(await measureFirstView(browser, cloud.outputs.webUrl));
    progress(
      `interactive after ${views.map(({ interactiveMs }) => Math.round(interactiveMs)).join(", ")} ms`,
    );
    const of = (figure: (view: FirstView) => number) => median(views.map(figure));
    const note = "gzipped";
    return [
      {
        benchmark,
        name: "interactive",
        value: of(({ interactiveMs }) => interactiveMs / 1000),
        unit: "s",
        target: { atMost: 1 },
        note: `median of ${visits}: navigation to a product in the basket`,
      },
      {
        benchmark,
        name: "JavaScript of the first view",
        value: of(({ scriptBytes }) => scriptBytes / 1024),
        unit: "KB",
        target: { atMost: 170 },
        note,
      },
      {
        benchmark,
        name: "all JavaScript it loads",
        value: of(({ allScriptBytes }) => allScriptBytes / 1024),
        unit: "KB",
        note: `${note}; with accounts, live orders and pages fetched ahead`,
      },
    ];
  } finally {
    await browser.close();
    await cloud.stop();
  }
};
