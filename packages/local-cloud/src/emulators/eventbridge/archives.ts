import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { compile } from "../../patterns/index.ts";
import type { CreateArchive, UpdateArchive } from "./archive-inputs.ts";
import { type ArchiveStore, createArchiveStore, type Totals } from "./archive-store.ts";
import type { Bus, Buses } from "./buses.ts";
import type { BusEvent } from "./event.ts";
import { busNameOf, eventsArn } from "./resources.ts";

/**
 * Events are batched on their way into an archive: AWS advises to wait ten minutes before a replay. Here it takes
 * as long as this at most. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
 */
const ARRIVES_WITHIN_MS = 10_000;
/** More than that do not wait. */
const MOST_WAITING = 1000;
/** `EventCount` and `SizeBytes` lag behind; on AWS they were seen right after five minutes. */
const COUNTED_AFTER_MS = 5 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

export interface Archive {
  readonly name: string;
  readonly arn: string;
  /** Of this archive, and not of another one that had its name. */
  readonly id: string;
  readonly bus: Bus;
  readonly createdAt: number;
  description?: string | undefined;
  pattern?: string | undefined;
  /** 0 for ever. */
  retentionDays: number;
  state: "ENABLED" | "DISABLED";
  stateReason?: string;
  /** As `DescribeArchive` tells it: some minutes old. */
  counted: Totals;
  /** Whether the config has it. */
  readonly declared: boolean;
}

type KeptArchive = Omit<Archive, "bus"> & { readonly bus: string };
const keptArchive = z.looseObject({
  name: z.string(),
  arn: z.string(),
  id: z.string(),
  bus: z.string(),
  createdAt: z.number(),
  description: z.string().optional(),
  pattern: z.string().optional(),
  retentionDays: z.number(),
  state: z.enum(["ENABLED", "DISABLED"]),
  counted: z.looseObject({ events: z.number() }),
  declared: z.boolean(),
});
const toKept = ({ bus, ...archive }: Archive): KeptArchive => ({ ...archive, bus: bus.name });

/** The archives of buses. Each has a rule on its bus, which AWS manages, and which leaves out what is replayed. */
export interface Archives {
  /** By the config where `declared` says whether that has changed since the run before. */
  create(input: CreateArchive, declared?: "unchanged" | "changed"): Archive;
  update(input: UpdateArchive): Archive;
  delete(name: string): void;
  /** Throws `ResourceNotFoundException`. */
  get(name: string): Archive;
  find(name: string): Archive | undefined;
  all(): Archive[];
  /** Earliest time of the cloud's clock from which it keeps events. */
  keptSince(archive: Archive): number;
  /** What has arrived, however old the counts are. */
  kept(archive: Archive): Totals;
  readonly store: ArchiveStore;
  /** Takes up what calls had created in an earlier run, and lets arrive what was on its way. */
  restore(): void;
}

export const createArchives = (cloud: Cloud, buses: Buses): Archives => {
  const store = createArchiveStore(cloud.state);
  const archives = new Map<string, Archive>();
  const kept = cloud.state.records("events/archives", keptArchive, toKept);
  /** Of the run before. */
  const left = new Map(kept.read());
  /** How many events are on their way. */
  const waiting = new Map<Archive, number>();
  const recount = new Set<Archive>();

  const keptSince = ({ retentionDays }: Archive) =>
    retentionDays === 0 ? 0 : Math.floor(cloud.clock.now()) - retentionDays * DAY_MS;

  const count = (archive: Archive) => {
    recount.delete(archive);
    if (archives.get(archive.name) !== archive) return;
    store.expire(archive.id, keptSince(archive));
    archive.counted = store.totals(archive.id);
    kept.put(archive.name, archive);
    // What expires is noticed within a day.
    if (archive.retentionDays > 0 && archive.counted.events > 0) countLater(archive, DAY_MS);
  };
  const countLater = (archive: Archive, ms: number) => {
    if (ms !== DAY_MS) {
      if (recount.has(archive)) return;
      recount.add(archive);
    }
    cloud.clock.schedule(ms, () => count(archive));
  };

  const arrive = (archive: Archive) => {
    waiting.delete(archive);
    if (archives.get(archive.name) !== archive) return;
    const { events, bytes } = store.arrive(archive.id);
    if (events === 0) return;
    cloud.journal.record({
      service: "events",
      action: "ArchiveEvents",
      resource: archive.arn,
      source: archive.bus.arn,
      input: { events, bytes, retentionDays: archive.retentionDays },
    });
    countLater(archive, COUNTED_AFTER_MS);
  };

  const keep = (archive: Archive, event: BusEvent) => {
    const json = event.json();
    const { source, "detail-type": detailType, time } = event.body;
    store.add(archive.id, {
      time: Date.parse(time),
      acceptedAt: event.acceptedAt,
      json,
      bytes: sizeOf(source, detailType, time, json),
    });
    const before = waiting.get(archive) ?? 0;
    waiting.set(archive, before + 1);
    if (before + 1 >= MOST_WAITING) arrive(archive);
    else if (before === 0) cloud.clock.schedule(ARRIVES_WITHIN_MS, () => arrive(archive));
  };

  const putRule = (archive: Archive) => {
    const { name, bus, pattern = "{}" } = archive;
    const EventPattern = JSON.stringify({ ...JSON.parse(pattern), "replay-name": [{ exists: false }] });
    buses.putManagedRule(bus, ruleNameOf(name), {
      EventPattern,
      managedBy: "prod.vhs.events.aws.internal",
      takes: (event) => keep(archive, event),
      target: {
        Id: ruleNameOf(name),
        Arn: `arn:aws:events:${cloud.region}:::`,
        InputTransformer: {
          InputPathsMap: {},
          InputTemplate: `{"archive-arn": "${archive.arn}:${archive.id}", "event": <aws.events.event.json>, "ingestion-time": <aws.events.event.ingestion-time>}`,
        },
      },
      removed() {
        archive.state = "DISABLED";
        archive.stateReason = "Managed rule for the archive was forcefully deleted.";
        kept.put(archive.name, archive);
      },
    });
  };

  const enter = (archive: Archive): Archive => {
    archives.set(archive.name, archive);
    if (archive.state === "ENABLED") putRule(archive);
    kept.put(archive.name, archive);
    return archive;
  };

  const get = (name: string) => {
    const archive = archives.get(name);
    if (archive) return archive;
    throw new AwsError("ResourceNotFoundException", `Archive ${name} does not exist.`);
  };

  return {
    store,
    get,
    find: (name) => archives.get(name),
    all: () => [...archives.values()],
    keptSince,
    kept: (archive) => store.totals(archive.id),
    create({ ArchiveName, EventSourceArn, Description, EventPattern, RetentionDays = 0 }, declared) {
      if (EventPattern !== undefined) compile(EventPattern, { dialect: "bus" });
      const bus = buses.get(busNameOf(EventSourceArn));
      if (archives.has(ArchiveName))
        throw new AwsError("ResourceAlreadyExistsException", `Archive ${ArchiveName} already exists.`);
      const before = declared && left.get(ArchiveName);
      const settings = { description: Description, pattern: EventPattern, retentionDays: RetentionDays };
      // An archive of another bus is another archive.
      if (declared && before?.bus === bus.name)
        return enter({ ...before, ...(declared === "changed" && settings), bus, declared: true });
      return enter({
        name: ArchiveName,
        arn: eventsArn(cloud, `archive/${ArchiveName}`),
        id: randomUUID(),
        bus,
        createdAt: cloud.clock.now(),
        ...settings,
        state: "ENABLED",
        counted: { events: 0, bytes: 0 },
        declared: declared !== undefined,
      });
    },
    restore() {
      for (const [name, { bus: busName, ...archive }] of left) {
        const bus = buses.find(busName);
        if (!archives.has(name) && !archive.declared && bus) enter({ ...archive, bus });
        const now = archives.get(name);
        if (now?.id === archive.id) {
          arrive(now);
          continue;
        }
        if (!now) kept.delete(name);
        const { events } = store.totals(archive.id);
        if (events > 0) cloud.state.drop(`${events} events of archive ${name}: it is no longer there`);
        store.drop(archive.id);
      }
      left.clear();
    },
    update({ ArchiveName, Description, EventPattern, RetentionDays }) {
      const archive = get(ArchiveName);
      if (EventPattern !== undefined) compile(EventPattern, { dialect: "bus" });
      archive.description = Description ?? archive.description;
      archive.pattern = EventPattern ?? archive.pattern;
      archive.retentionDays = RetentionDays ?? archive.retentionDays;
      putRule(archive);
      kept.put(archive.name, archive);
      countLater(archive, COUNTED_AFTER_MS);
      return archive;
    },
    delete(name) {
      const archive = get(name);
      archives.delete(name);
      kept.delete(name);
      waiting.delete(archive);
      archive.bus.rules.delete(ruleNameOf(name));
      store.drop(archive.id);
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html */
const ruleNameOf = (archive: string) => `Events-Archive-${archive}`;

/** What AWS was seen to count: 159 bytes for 27 of source, 27 of detail type, 85 of detail and the time. */
const sizeOf = (source: string, detailType: string, time: string, json: string) =>
  Buffer.byteLength(source) +
  Buffer.byteLength(detailType) +
  time.length +
  Buffer.byteLength(json.slice(json.indexOf(',"detail":') + 10, -1));
