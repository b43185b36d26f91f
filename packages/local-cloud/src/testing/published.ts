import type { Hop, Journal } from "../core/journal.ts";
import type { Activity } from "./activity.ts";
import { isPartOf } from "./part-of.ts";
import { cut, failedSince, listed } from "./told.ts";

/** An event that a bus accepted, as rules and targets see it. */
export interface PublishedEvent<Detail = unknown> {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: Detail;
}

/** What is left out may be anything. */
export interface ExpectedEvent {
  readonly detailType: string;
  readonly source?: string;
  /** Part of the detail, as `toMatchObject` has it; asymmetric matchers may be in it. */
  readonly detail?: unknown;
}

export interface ExpectOptions {
  readonly timeoutMs?: number;
  /** Id of a hop: only what was published after it counts. */
  readonly after?: number;
}

/** What was published, and how to wait for more. */
export interface Publications {
  /** Oldest first; a copy counts again. What AWS tells of itself is not among it. */
  readonly published: readonly PublishedEvent[];
  /** The first event like that, past or to come. Rejects with what was published instead, and what failed. */
  expectEvent<Detail = unknown>(
    expected: ExpectedEvent,
    options?: ExpectOptions,
  ): Promise<PublishedEvent<Detail>>;
  /** What led to an event and what it set off, oldest first. */
  traceOf(event: PublishedEvent): Hop[];
}

interface AsymmetricMatcher {
  toAsymmetricMatcher?(): string;
}

const inText = (detail: unknown): string =>
  JSON.stringify(detail, (_, value: AsymmetricMatcher | null) => value?.toAsymmetricMatcher?.() ?? value);

const asAsked = ({ detailType, source, detail }: ExpectedEvent) =>
  [
    `${detailType} on a bus`,
    source === undefined ? "" : ` from ${source}`,
    detail === undefined ? "" : ` with ${inText(detail)} in its detail`,
    ".",
  ].join("");

const asPublished = ({ source, "detail-type": detailType, detail }: PublishedEvent) =>
  cut(`${detailType} from ${source}: ${inText(detail)}`);

export const watchPublications = (journal: Journal, { until }: Activity): Publications => {
  const published: PublishedEvent[] = [];
  const hops = new WeakMap<PublishedEvent, Hop>();
  journal.subscribe((hop) => {
    if (hop.action !== "AcceptEvent" || hop.error) return;
    const event = hop.input as PublishedEvent;
    if (event.source.startsWith("aws.")) return;
    published.push(event);
    hops.set(event, hop);
  });
  const hopOf = (event: PublishedEvent): Hop => {
    const hop = hops.get(event);
    if (!hop)
      throw new Error(`${event["detail-type"]} is no event of this cloud; take one of its published.`);
    return hop;
  };

  const happenedInstead = (after: number): string => {
    const events = published.filter((event) => hopOf(event).id > after);
    return [
      events.length === 0
        ? "\nNothing was published."
        : listed("Published instead:", events.map(asPublished)),
      failedSince(journal, after),
    ].join("");
  };

  return {
    published,
    traceOf: (event) => journal.trace(hopOf(event).traceId),
    expectEvent: <Detail>(expected: ExpectedEvent, { timeoutMs, after = 0 }: ExpectOptions = {}) => {
      const isMeant = (event: PublishedEvent) =>
        hopOf(event).id > after &&
        event["detail-type"] === expected.detailType &&
        (expected.source === undefined || event.source === expected.source) &&
        (expected.detail === undefined || isPartOf(event.detail, expected.detail));
      return until(
        () => `${asAsked(expected)}${happenedInstead(after)}`,
        () => published.find(isMeant) as PublishedEvent<Detail> | undefined,
        { timeoutMs },
      );
    },
  };
};
