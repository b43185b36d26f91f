import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { loadEmulators } from "../boot/emulators.ts";
import { indexServices } from "../core/services.ts";
import { createTestCloud } from "../testing/fake-cloud.ts";
import { services } from "./registry.ts";
import { createSiteEmulator } from "./site/emulator.ts";

test("each resource type has one emulator that takes it in, or says why it does nothing", async () => {
  const cloud = createTestCloud();
  const create = await loadEmulators(services);
  const emulators = [...create(cloud, { watch: false }), createSiteEmulator(cloud)];
  const takenIn = emulators.flatMap(({ provision = {} }) => Object.keys(provision));
  const active = [...services.resourceTypes.values()].filter(({ inert }) => inert === undefined);
  expect(takenIn.toSorted()).toEqual(active.map(({ type }) => type).toSorted());
  await Promise.all(emulators.map((emulator) => emulator.stop?.()));
});

test("the README has a row for each service", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const rows = readme.match(/^\| [^|]+ \|/gm)?.join("\n") ?? "";
  const noServiceOfAws = ["local-cloud", "dev", "site", "third-parties"];
  for (const { name, title } of services.all)
    if (!noServiceOfAws.includes(name)) expect(rows).toContain(title);
});

test("a service is described once", () => {
  const service = { name: "sqs", title: "SQS" };
  expect(() => indexServices([service, service])).toThrow("Two services of the local cloud have sqs.");
});

test("a hop is recorded as the service describes it", () => {
  const { journal } = createTestCloud();
  journal.record({ service: "sqs", action: "DeadLetter", resource: "queue" });
  // @ts-expect-error: SQS has no such hop.
  journal.record({ service: "sqs", action: "DeadLeter", resource: "queue" });
  // @ts-expect-error: nor does Lambda.
  const { action } = journal.record({ service: "lambda", action: "DeadLetter", resource: "queue" });
  expect(services.kindOf({ service: "lambda", action })).toEqual({});
});
