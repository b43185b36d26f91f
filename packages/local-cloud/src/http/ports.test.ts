import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSmallApp } from "../console/small-app.fixture.ts";
import { createSiteEmulator } from "../emulators/site/emulator.ts";
import { createTestCloud, startTestGateway } from "../testing/fake-cloud.ts";
import { flood, rawRequest, sendRaw, statusOf } from "../testing/raw.ts";
import { startStripe } from "../third-parties/stripe/index.ts";
import { hostileRequests } from "./hostile.cases.ts";

const MB = 1024 * 1024;
const warnings: string[] = [];
const stops: (() => Promise<unknown>)[] = [];
const portOf = (url: string) => Number(new URL(url).port);

/** Every port of the local cloud. */
const starts = {
  "AWS endpoint": async () => {
    const { gateway, cloud, stop } = await startTestGateway();
    stops.push(stop);
    Object.assign(cloud, { warn: (message: string) => warnings.push(message) });
    return gateway.port;
  },
  console: async () => {
    const { cloud, server, stop } = await startSmallApp();
    stops.push(stop);
    Object.assign(cloud, { warn: (message: string) => warnings.push(message) });
    return portOf(server.url);
  },
  page: async () => {
    const cloud = createTestCloud();
    const site = createSiteEmulator(cloud);
    const { webUrl } = await site.listen(0);
    stops.push(async () => site.stop?.());
    return portOf(webUrl);
  },
  "stand-in for Stripe": async () => {
    const stripe = await startStripe();
    stops.push(stripe.stop);
    return stripe.port;
  },
};

/** What each answers to a body that does not end; no route of this page takes one. */
const floods: Record<keyof typeof starts, [path: string, status: number]> = {
  "AWS endpoint": ["/", 413],
  console: ["/api/faults", 413],
  page: ["/", 404],
  "stand-in for Stripe": ["/v1/payment_intents", 413],
};

const names = Object.keys(starts) as (keyof typeof starts)[];

describe.each(names)("the port of the %s", (name) => {
  let port: number;
  beforeAll(async () => {
    port = await starts[name]();
  });
  afterAll(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  const alive = async () => statusOf(await sendRaw(port, rawRequest("GET /ping HTTP/1.1")));

  test.each(hostileRequests)("survives %s", async (_what, request, statuses) => {
    expect(statuses).toContain(statusOf(await sendRaw(port, request)));
    expect(await alive()).toBeLessThan(500);
    expect(warnings).toEqual([]);
  });

  test("stops reading a body without end, and says so", async () => {
    const headers = { "content-type": "application/json" };
    const [path, status] = floods[name];
    const { answer, taken } = await flood(port, `POST ${path} HTTP/1.1`, headers, 200 * MB);
    expect(statusOf(answer)).toBe(status);
    expect(taken).toBeLessThan(64 * MB);
    expect(await alive()).toBeLessThan(500);
  });
});
