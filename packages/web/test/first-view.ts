import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";

export interface FirstView {
  /** From navigation until a product was put into the basket, by the browser's own clock. */
  interactiveMs: number;
  /** JavaScript that had come by then, each file gzipped. */
  scriptBytes: number;
  /** JavaScript once nothing more came: with accounts, live orders, and the pages that are fetched ahead. */
  allScriptBytes: number;
}

/**
 * In the page: puts the first product into the basket as soon as it can be pressed, and notes when it is in there. As a
 * text: the types of a browser would be those of everything that imports this file.
 */
const pressFirstProduct = `
  let pressed = false;
  const watch = new MutationObserver(() => {
    const product = document.querySelector(".product");
    if (product?.querySelector("output")) {
      watch.disconnect();
      window.interactiveMs = performance.now();
    } else if (!pressed) {
      const button = product?.querySelector("button:not(:disabled)");
      pressed = Boolean(button);
      button?.click();
    }
  });
  watch.observe(document, { childList: true, subtree: true });
`;

const gzipped = async (scripts: ReadonlyMap<string, Promise<Buffer>>) => {
  const bodies = await Promise.all(scripts.values());
  return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
};

/** Opens the shop as somebody who was never there, and measures what they wait for. */
export const measureFirstView = async (browser: Browser, url: string): Promise<FirstView> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  try {
    const page = await context.newPage();
    const scripts = new Map<string, Promise<Buffer>>();
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.set(response.url(), response.body());
    });
    await page.addInitScript({ content: pressFirstProduct });
    await page.goto(url, { waitUntil: "commit" });
    // Playwright's own way of waiting makes code in the page, which the page's policy forbids.
    const interactiveMs = Number(
      await page.evaluate(`new Promise((done) => {
        const look = () => (window.interactiveMs ? done(window.interactiveMs) : requestAnimationFrame(look));
        look();
      })`),
    );
    const scriptBytes = await gzipped(new Map(scripts));
    await page.waitForLoadState("networkidle");
    return { interactiveMs, scriptBytes, allScriptBytes: await gzipped(scripts) };
  } finally {
    await context.close();
  }
};
