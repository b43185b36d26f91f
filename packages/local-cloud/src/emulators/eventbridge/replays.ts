import { z } from "zod";
import { isArnOf, lastPart } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { seededRandom } from "../../core/seeded-faults.ts";
import { causes } from "../../state/shapes.ts";
import type { StartReplay } from "./archive-inputs.ts";
import type { Span } from "./archive-store.ts";
import type { Archive, Archives } from "./archives.ts";
import type { Buses } from "./buses.ts";
import type { Deliveries } from "./delivery.ts";
import { type BusEvent, replayedEvent } from "./event.ts";
import { busNameOf, eventsArn } from "./resources.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html */
const MOST_AT_ONCE = 10;
/** Replays are forgotten after 90 days: same source. */
const KEPT_MS = 90 * 24 * 60 * 60_000;
/** How long one is STARTING; AWS takes longer. */
const STARTS_AFTER_MS = 1000;
/** Events that are handed over before the targets of all of them have answered. */
const AT_ONCE = 100;
/** A trace of every event of a quarter would leave no place in the journal for anything else. */
const TRACED = 1000;

export type ReplayState = "STARTING" | "RUNNING" | "CANCELLING" | "COMPLETED" | "CANCELLED" | "FAILED";

export interface Replay {
  readonly name: string;
  readonly arn: string;
  readonly archive: Archive;
  readonly description?: string | undefined;
  /** Of the events, in milliseconds; `to` is not part of it. */
  readonly from: number;
  readonly to: number;
  readonly filterArns?: readonly string[] | undefined;
  readonly startedAt: number;
  state: ReplayState;
  stateReason?: string;
  endedAt?: number;
  /** `time` of the event that was replayed last. */
  lastReplayed?: number;
  /** Events so far, and all there are to be. */
  replayed: number;
  total: number;
  /** The minute that is replayed, and how many of its events were. */
  place?: { readonly minute: number; readonly done: number };
  readonly causes: readonly number[];
}

type KeptReplay = Omit<Replay, "archive"> & { readonly archive: string };
const keptReplay = z.looseObject({
  name: z.string(),
  arn: z.string(),
  archive: z.string(),
  from: z.number(),
  to: z.number(),
  filterArns: z.array(z.string()).optional(),
  startedAt: z.number(),
  state: z.string(),
  replayed: z.number(),
  total: z.number(),
  place: z.object({ minute: z.number(), done: z.number() }).optional(),
  causes,
});
const toKept = ({ archive, ...replay }: Replay): KeptReplay => ({ ...replay, archive: archive.name });

/** Replays of archives, minute by minute by the time of the events, and in no order within a minute. */
export interface Replays {
  begin(input: StartReplay, causes: readonly number[]): Replay;
  cancel(name: string): Replay;
  /** Throws `ResourceNotFoundException`. */
  get(name: string): Replay;
  all(): Replay[];
  /** Takes up what an earlier run had not done; it goes on soon. */
  restore(): void;
  stop(): void;
}

const invalid = (parameter: string, reason: string) =>
  new AwsError("ValidationException", `Parameter ${parameter} is not valid. Reason: ${reason}`);

export const createReplays = (
  cloud: Cloud,
  { buses, archives, deliveries }: { buses: Buses; archives: Archives; deliveries: Deliveries },
): Replays => {
  const replays = new Map<string, Replay>();
  const kept = cloud.state.records("events/replays", keptReplay, toKept);
  let stopped = false;

  /** To all rules of the bus, or those it is for, that match it now. */
  const handOver = async (replay: Replay, event: BusEvent) => {
    const { archive, filterArns, causes } = replay;
    const rules = [...archive.bus.rules.values()].filter(
      (rule) =>
        rule.enabled &&
        (!filterArns || filterArns.includes(rule.arn)) &&
        rule.targets.size > 0 &&
        rule.matcher?.matches(event.body),
    );
    if (rules.length === 0) return;
    const hop = cloud.journal.record({
      service: "events",
      action: "ReplayEvent",
      resource: archive.bus.arn,
      source: archive.arn,
      causes: replay.replayed < TRACED ? causes : [],
      input: event.body,
    });
    await Promise.all(
      rules.flatMap((rule) =>
        [...rule.targets.values()].map((target) =>
          rule.takes ? rule.takes(event) : deliveries.deliver(event, hop, rule, target),
        ),
      ),
    );
  };

  const goesOn = (replay: Replay) => {
    if (archives.find(replay.archive.name) !== replay.archive)
      throw new Error(`Archive ${replay.archive.name} was deleted.`);
    return replay.state === "RUNNING" && !stopped;
  };

  const replayMinute = async (replay: Replay, minute: number, span: Span, done: number) => {
    const { causes } = replay;
    const ids = archives.store.idsOf(replay.archive.id, minute, span);
    shuffle(ids, seededRandom(seedOf(`${replay.name} ${minute}`)));
    for (let at = done; at < ids.length && goesOn(replay); at += AT_ONCE) {
      const stored = archives.store.read(ids.slice(at, at + AT_ONCE));
      const events = stored.map((json) => replayedEvent(json, replay.name, cloud.clock.now()));
      await Promise.all(events.map((event) => handOver(replay, event)));
      cloud.journal.record({
        service: "events",
        action: "ReplayEvents",
        resource: replay.arn,
        source: replay.archive.arn,
        causes,
        input: {
          minute: new Date(minute).toISOString(),
          sizes: stored.map((json) => Buffer.byteLength(json)),
        },
      });
      replay.replayed += events.length;
      replay.lastReplayed = Math.max(
        replay.lastReplayed ?? 0,
        ...events.map(({ body }) => Date.parse(body.time)),
      );
      replay.place = { minute, done: at + AT_ONCE };
      kept.put(replay.name, replay);
      // Others have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const end = (replay: Replay, state: ReplayState, reason?: string) => {
    replay.state = state;
    replay.endedAt = cloud.clock.now();
    if (reason !== undefined) replay.stateReason = reason;
    kept.put(replay.name, replay);
    forgetLater(replay, replay.endedAt);
  };
  const forgetLater = (replay: Replay, endedAt: number) =>
    cloud.clock.schedule(Math.max(endedAt + KEPT_MS - cloud.clock.now(), 0), () => {
      if (replays.get(replay.name) !== replay) return;
      replays.delete(replay.name);
      kept.delete(replay.name);
    });

  const run = async (replay: Replay) => {
    try {
      if (replay.state === "STARTING") replay.state = "RUNNING";
      const { from, to, archive, place } = replay;
      const span = { from, to, since: archives.keptSince(archive) };
      for (const minute of goesOn(replay) ? archives.store.minutes(archive.id, span) : []) {
        if (!goesOn(replay)) break;
        if (minute < (place?.minute ?? minute)) continue;
        await replayMinute(replay, minute, span, minute === place?.minute ? place.done : 0);
      }
      if (!stopped) end(replay, replay.state === "CANCELLING" ? "CANCELLED" : "COMPLETED");
    } catch (error) {
      if (!stopped) end(replay, "FAILED", (error as Error).message);
    }
  };

  const get = (name: string) => {
    const replay = replays.get(name);
    if (replay) return replay;
    throw new AwsError("ResourceNotFoundException", `Replay ${name} does not exist.`);
  };

  return {
    get,
    all: () => [...replays.values()],
    begin(input, causes) {
      const { ReplayName, EventSourceArn, Destination, Description } = input;
      const [from, to] = [input.EventStartTime.getTime(), input.EventEndTime.getTime()];
      if (!isArnOf(Destination.Arn, "events", "event-bus"))
        throw invalid("Destination.Arn", "Must contain an event bus ARN.");
      const bus = buses.get(busNameOf(Destination.Arn));
      const archiveName = lastPart(EventSourceArn);
      const archive = archives.find(archiveName);
      if (!archive || archive.arn !== EventSourceArn)
        throw invalid("EventSourceArn", `Archive ${archiveName} does not exist.`);
      if (from >= to) throw invalid("EventEndTime", "EventStartTime must be before EventEndTime.");
      if (archive.bus !== bus) throw invalid("Destination.Arn", "Cross event bus replay is not permitted.");
      for (const arn of Destination.FilterArns ?? [])
        if (![...bus.rules.values()].some((rule) => rule.arn === arn))
          throw invalid("Destination.FilterArns", `Rule ${lastPart(arn)} does not exist.`);
      if (replays.has(ReplayName))
        throw new AwsError("ResourceAlreadyExistsException", `Replay ${ReplayName} already exists.`);
      const active = [...replays.values()].filter(({ state }) => state === "STARTING" || state === "RUNNING");
      if (active.length >= MOST_AT_ONCE)
        throw new AwsError(
          "LimitExceededException",
          "The requested resource exceeds the maximum number allowed.",
        );
      const span = { from, to, since: archives.keptSince(archive) };
      const replay: Replay = {
        name: ReplayName,
        arn: eventsArn(cloud, `replay/${ReplayName}`),
        archive,
        description: Description,
        from,
        to,
        filterArns: Destination.FilterArns,
        startedAt: cloud.clock.now(),
        state: "STARTING",
        replayed: 0,
        total: archives.store.totalsOf(archive.id, span).events,
        causes,
      };
      replays.set(ReplayName, replay);
      kept.put(ReplayName, replay);
      cloud.clock.schedule(STARTS_AFTER_MS, () => void run(replay));
      return replay;
    },
    restore() {
      for (const [name, { archive: archiveName, ...left }] of kept.read()) {
        const archive = archives.find(archiveName);
        if (!archive) {
          kept.delete(name);
          continue;
        }
        const replay: Replay = { ...left, archive };
        replays.set(name, replay);
        if (replay.endedAt !== undefined) forgetLater(replay, replay.endedAt);
        else cloud.clock.schedule(STARTS_AFTER_MS, () => void run(replay));
      }
    },
    cancel(name) {
      const replay = get(name);
      if (replay.state !== "STARTING" && replay.state !== "RUNNING")
        throw new AwsError(
          "IllegalStatusException",
          `Replay ${name} is not in a valid state for this operation.`,
        );
      replay.state = "CANCELLING";
      kept.put(name, replay);
      return replay;
    },
    stop() {
      stopped = true;
    },
  };
};

const shuffle = (items: number[], random: () => number) => {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
};

/** The same replay of the same events has the same order in every run. */
const seedOf = (text: string) => {
  let seed = 0;
  for (const character of text) seed = (Math.imul(seed, 31) + character.codePointAt(0)!) | 0;
  return seed;
};
