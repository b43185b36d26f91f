import { join } from "node:path";
import { contracts } from "@sourdough/events-schema/contracts";
import { compilePattern } from "sourdough-local/models";
import { synthesize } from "sourdough-local/synth";
import { beforeAll, expect, test } from "vitest";

const bus = { dialect: "bus" } as const;
let rules: { name: string; matches(event: object): boolean }[] = [];
let archive: { matches(event: object): boolean; length: number };

beforeAll(async () => {
  const { graph } = await synthesize({ root: join(import.meta.dirname, "../..") });
  rules = graph.resources
    .filter(({ type, outputs }) => type === "aws:cloudwatch/eventRule:EventRule" && outputs.eventPattern)
    .map(({ name, outputs }) => ({ name, ...compilePattern(String(outputs.eventPattern), bus) }));
  const [kept] = graph.resources.filter(({ type }) => type === "aws:cloudwatch/eventArchive:EventArchive");
  const pattern = String(kept?.outputs.eventPattern);
  archive = { matches: compilePattern(pattern, bus).matches, length: pattern.length };
});

const metadata = (version: number) => ({ eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A", version });
/** Every example of every contract, and an event that nobody knows of each source. */
const events = contracts.flatMap(({ source, name, version, examples }) => [
  ...examples.map((data) => ({
    source,
    "detail-type": name,
    detail: { metadata: metadata(version), data },
  })),
  { source, "detail-type": "NobodyKnows", detail: { metadata: metadata(1), data: {} } },
  { source, "detail-type": name, detail: { metadata: metadata(99), data: {} } },
]);
const takers = (event: object) => rules.filter(({ matches }) => matches(event)).map(({ name }) => name);

test("what is published moves somebody, or is noted as unknown", () => {
  const moved = new Set(events.flatMap(takers));

  expect(moved).toContain("SalesProjectionRule");
  expect(moved).toContain("UnknownOrdersEventsRule");
  expect(moved.size).toBeGreaterThan(20);
});

test("what is replayed moves nobody but the projection, and that by the name of its rebuild alone", () => {
  const replayed = (name: string) =>
    new Set(events.flatMap((event) => takers({ ...event, "replay-name": name })));

  expect([...replayed("by-hand")]).toEqual([]);
  expect([...replayed("SalesProjection")]).toEqual([]);
  expect([...replayed("SalesProjection-v2")]).toEqual(["SalesProjectionRule"]);
});

test("the archive keeps what has a contract, of its own source, and nothing else", () => {
  for (const event of events) {
    const known = contracts.some(
      ({ source, name, version }) =>
        source === event.source && name === event["detail-type"] && version === event.detail.metadata.version,
    );
    expect(archive.matches(event), `${event["detail-type"]} v${event.detail.metadata.version}`).toBe(known);
  }
  expect(archive.matches({ ...events[0], source: "sourdough.ovens" })).toBe(false);
  // Its rule has the same with replays left out, and patterns have 4,096 characters at most.
  expect(archive.length).toBeLessThan(4000);
});
