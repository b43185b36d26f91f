import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAppSettings } from "../core/app-manifest.ts";
import { createClock } from "../core/clock.ts";
import { openState } from "../state/state.ts";
import { loadStandIns } from "./stand-in.ts";

const app = (files: Readonly<Record<string, string>>) => {
  const root = mkdtempSync(join(tmpdir(), "stand-in-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
};

const module = `export const startStandIn = async ({ clock }) =>
  ({ url: "http://127.0.0.1:1", now: clock.now(), stop: async () => { globalThis.standInsStopped = (globalThis.standInsStopped ?? 0) + 1; } });`;
const clock = createClock();
const state = openState({ warn: console.error });

test("starts the module that an app names for a third party", async () => {
  const root = app({ "geocoder.mjs": module });
  const start = await loadStandIns(root, { "https://geocode.example.com": "./geocoder.mjs" });
  const standIns = await start(clock, state);
  expect(Object.keys(standIns)).toEqual(["https://geocode.example.com"]);
  expect(standIns["https://geocode.example.com"]).toMatchObject({
    url: "http://127.0.0.1:1",
    now: expect.any(Number),
  });
});

test("stops the others when one cannot start, and says which module it was and why", async () => {
  const failing = "export const startStandIn = async () => { throw new Error('The port is taken.'); };";
  const start = await loadStandIns(app({ "geocoder.mjs": module, "other.mjs": failing }), {
    "https://geocode.example.com": "./geocoder.mjs",
    "https://other.example.com": "./other.mjs",
  });
  await expect(start(clock, state)).rejects.toThrow(
    "Nothing stands in for https://other.example.com: ./other.mjs (localCloud.standIns in package.json): The port is taken.",
  );
  expect(globalThis).toHaveProperty("standInsStopped", 1);
});

test("says which module starts nothing", async () => {
  const loading = loadStandIns(app({ "other.mjs": "export const start = 1;" }), {
    "https://other.example.com": "./other.mjs",
  });
  await expect(loading).rejects.toThrow(
    /^Nothing stands in for https:\/\/other\.example\.com: \.\/other\.mjs \(localCloud\.standIns in package\.json\): .*is no function/s,
  );
});

test("knows three settings of an app, and refuses any other", () => {
  const settings = { afterStart: "node fill.ts", events: "events.ts", standIns: {} };
  expect(readAppSettings(app({ "package.json": JSON.stringify({ localCloud: settings }) }))).toEqual(
    settings,
  );
  expect([readAppSettings(app({})), readAppSettings(app({ "package.json": "{}" }))]).toEqual([{}, {}]);
  expect(() =>
    readAppSettings(app({ "package.json": JSON.stringify({ localCloud: { afterstart: "node fill.ts" } }) })),
  ).toThrow(/localCloud in .*package\.json is not understood:\n.*"afterstart"/);
});
