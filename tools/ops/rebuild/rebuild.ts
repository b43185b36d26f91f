import { setTimeout as pause } from "node:timers/promises";
import { type SalesVersions, salesVersions } from "../../../services/orders/src/adapters/sales-versions.ts";
import {
  abandoned,
  type Building,
  beginning,
  rolledBack,
  switched,
  type Versions,
} from "../../../services/orders/src/domain/sales-versions.ts";
import type { Target } from "../target.ts";
import { compare, type Difference } from "./compare.ts";
import { cancelReplays, findWay, replay, sizeOf, type Way } from "./replay.ts";

export interface Request {
  /** What was confirmed from here on, and before `to`, is counted anew; all that the archive has unless stated. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Stops before the new version is read; the next run goes on from there. */
  readonly noSwitch?: boolean | undefined;
}

export interface Outcome {
  readonly version: number;
  readonly live: number;
  readonly from: string;
  readonly to?: string | undefined;
  readonly carriedOver: number;
  readonly sums: number;
  readonly differences: readonly Difference[];
  readonly switched: boolean;
}

/** How far it is; `step` is what it does next. A listener that throws ends it there. */
export type Progress =
  | { step: "begin"; building: Building; resumed: boolean; keptSince: string }
  | { step: "arrive"; untilMs: number }
  | { step: "replay"; state: string; until?: string | undefined; share: number; waiting: number }
  | { step: "drain"; waiting: number }
  | { step: "carryOver"; orders: number }
  | { step: "compare" }
  | { step: "switch"; differences: number }
  | { step: "forget"; items: number };
export type OnProgress = (progress: Progress) => void;

const projection = "SalesProjection";

export const openSales = async (target: Target): Promise<SalesVersions> =>
  salesVersions(target.dynamodb, await target.shared("sales-table"));

/** Throws where somebody asks for other orders than those of the build that is under way. */
const refuseOther = ({ version, ...building }: Building, { from, to }: Request, { keptSince }: Way) => {
  // What is older than the archive was as good as all of it.
  const isFrom = !from || from.getTime() <= keptSince || from.toISOString() === building.from;
  if (isFrom && (!to || to.toISOString() === building.to)) return;
  throw new Error(
    `Version ${version} is being built already, of what was confirmed from ${building.from}${building.to ? ` to ${building.to}` : ""}: go on with it without --from and --to, or drop it with --give-up.`,
  );
};

/** The build that is under way, or a new one: whoever is first says what it builds. */
const begin = async (target: Target, table: SalesVersions, way: Way, { from, to }: Request) => {
  for (;;) {
    const known = await table.versions();
    if (known.building) {
      refuseOther(known.building, { from, to }, way);
      return { building: known.building, resumed: true };
    }
    const now = await target.now();
    const next = beginning(known, {
      begunAt: new Date(now).toISOString(),
      from: new Date(Math.max(from?.getTime() ?? 0, way.keptSince)).toISOString(),
      to: to?.toISOString(),
    });
    if (next?.building && (await table.replaceVersions(next)))
      return { building: next.building, resumed: false };
  }
};

/** Until nothing waits any more, and that for a while: AWS counts approximately. */
const drain = async (target: Target, way: Way, onProgress: OnProgress) => {
  let emptySince: number | undefined;
  for (;;) {
    const waiting = await sizeOf(target, way.queueUrl);
    onProgress({ step: "drain", waiting });
    if (waiting > 0) emptySince = undefined;
    else emptySince ??= performance.now();
    if (emptySince !== undefined && performance.now() - emptySince >= target.settleMs) break;
    await pause(target.lookEveryMs);
  }
  const lost = await sizeOf(target, way.deadLetterQueueUrl);
  if (lost > 0)
    throw new Error(
      `${lost} events could not be counted and are in the dead-letter queue ${way.deadLetterQueueUrl}: mend the cause, redrive them, and run this again. The live version is what it was.`,
    );
};

const isOutside = (confirmedAt: string | undefined, { from, to }: Building) =>
  confirmedAt === undefined || confirmedAt < from || (to !== undefined && confirmedAt >= to);

/** What is not to be counted anew is taken from the live version, order by order; again adds nothing. */
const carryOver = async (table: SalesVersions, live: number, building: Building, onProgress: OnProgress) => {
  let orders = 0;
  for await (const { sale, eventIds, confirmedAt } of table.sales(live)) {
    if (!isOutside(confirmedAt, building)) continue;
    await table.carryOver(building.version, sale, eventIds);
    orders += 1;
    if (orders % 100 === 0) onProgress({ step: "carryOver", orders });
  }
  onProgress({ step: "carryOver", orders });
  return orders;
};

const looks = 3;
const sameAs = (one: Difference) => JSON.stringify(one);

/** An order that is being counted is so in one version a moment before the other: what differs each time, differs. */
const compareSettled = async (target: Target, table: SalesVersions, live: number, rebuilt: number) => {
  let found = await compare(table, { live, rebuilt });
  for (let look = 1; look < looks && found.differences.length > 0; look += 1) {
    await pause(target.settleMs);
    const again = await compare(table, { live, rebuilt });
    const before = new Set(found.differences.map(sameAs));
    found = { ...again, differences: again.differences.filter((one) => before.has(sameAs(one))) };
  }
  return found;
};

const kept = ({ live, previous, building }: Versions) =>
  [live, previous, building?.version].filter((version) => version !== undefined);

/**
 * Builds a version of the sales beside the live one by a replay, compares, and switches over. Each step may be done again
 * and by two at once, so a run that was ended anywhere is gone on with by the next.
 */
export const rebuild = async (target: Target, request: Request, onProgress: OnProgress): Promise<Outcome> => {
  const table = await openSales(target);
  const way = await findWay(target, projection);
  const { building, resumed } = await begin(target, table, way, request);
  onProgress({ step: "begin", building, resumed, keptSince: new Date(way.keptSince).toISOString() });

  // What was published before it began is in the archive then; what came later goes to both versions.
  const arrived = Date.parse(building.begunAt) + target.archivedWithinMs;
  for (let now = await target.now(); now < arrived; now = await target.now()) {
    onProgress({ step: "arrive", untilMs: arrived - now });
    await pause(Math.min(target.lookEveryMs, arrived - now));
  }

  // Events have the time at which the bus got them: never before, and seldom long after what they tell of.
  const from = new Date(Date.parse(building.from) - 3_600_000);
  const last = await target.now();
  await replay(target, way, {
    name: building.replays,
    from,
    onProgress: async ({ State, EventLastReplayedTime: time }) => {
      const done = time ? (time.getTime() - from.getTime()) / (last - from.getTime()) : 0;
      const share = State === "COMPLETED" ? 1 : Math.min(Math.max(done, 0), 1);
      const waiting = await sizeOf(target, way.queueUrl);
      onProgress({ step: "replay", state: String(State), until: time?.toISOString(), share, waiting });
    },
  });
  await drain(target, way, onProgress);

  const { version, from: since, to } = building;
  const { live, building: still } = await table.versions();
  if (still?.version !== version) {
    const isLive = (await switchTo(table, version)).live === version;
    return { version, from: since, to, carriedOver: 0, sums: 0, differences: [], live, switched: isLive };
  }
  const carriedOver = await carryOver(table, live, building, onProgress);
  onProgress({ step: "compare" });
  const { sums, differences } = await compareSettled(target, table, live, version);
  const outcome = { version, from: since, to, carriedOver, sums, differences };
  onProgress({ step: "switch", differences: differences.length });
  if (request.noSwitch) return { ...outcome, live, switched: false };
  const now = await switchTo(table, version);
  onProgress({ step: "forget", items: await table.forgetAllBut(kept(now)) });
  return { ...outcome, live: now.live, switched: now.live === version };
};

const change = async (
  table: SalesVersions,
  next: (versions: Versions) => Versions | undefined,
): Promise<{ versions: Versions; changed: boolean }> => {
  for (;;) {
    const versions = await table.versions();
    const wanted = next(versions);
    if (!wanted) return { versions, changed: false };
    if (await table.replaceVersions(wanted)) return { versions: wanted, changed: true };
  }
};

/** Whoever is first does it; for all others it has been done, or given up. */
const switchTo = async (table: SalesVersions, version: number) => {
  const { versions } = await change(table, (known) => switched(known, version));
  if (versions.live !== version && versions.previous !== version)
    throw new Error(`Version ${version} was given up meanwhile: version ${versions.live} is live.`);
  return versions;
};

/** Reads the version before again; undefined where there is none. */
export const rollBack = async (target: Target): Promise<number | undefined> => {
  const { versions, changed } = await change(await openSales(target), rolledBack);
  return changed ? versions.live : undefined;
};

/** Gives up the version that is being built; undefined where none is. */
export const giveUp = async (target: Target): Promise<number | undefined> => {
  const table = await openSales(target);
  const { building } = await table.versions();
  if (!building) return undefined;
  const { versions } = await change(table, (known) => abandoned(known, building.version));
  // Nobody takes any more what they bring.
  await cancelReplays(target, building.replays);
  await table.forgetAllBut(kept(versions));
  return building.version;
};
