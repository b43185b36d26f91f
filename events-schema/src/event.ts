import * as z from "zod";
import { CausationId, CorrelationId, Depth, EventId, Sequence, Timestamp, Traceparent } from "./fields.ts";

const MetadataWithoutVersion = z.object({
  eventId: EventId,
  occurredAt: Timestamp,
  correlationId: CorrelationId,
  causationId: CausationId,
  traceparent: Traceparent,
  sequence: Sequence.optional(),
  depth: Depth.optional(),
});

const envelope = <Version extends number, Data extends z.ZodObject>(
  version: Version,
  data: Data,
  sequenced = false,
) => {
  const metadata = MetadataWithoutVersion.extend({ version: z.literal(version) });
  const sequence = { sequence: Sequence as unknown as typeof MetadataWithoutVersion.shape.sequence };
  return z.object({ metadata: sequenced ? metadata.extend(sequence) : metadata, data });
};

/** What the publisher knows about an event; `toEntry` adds the version of the contract. */
export type Metadata = z.infer<typeof MetadataWithoutVersion>;

/** What an event hands on to those it causes. */
export type Causing = Pick<Metadata, "eventId" | "correlationId" | "traceparent" | "depth">;

/** What an event has in its metadata of the one that caused it. */
export const causedBy = ({ eventId, correlationId, traceparent, depth = 0 }: Causing) => ({
  correlationId,
  causationId: eventId,
  traceparent,
  depth: depth + 1,
});

/** Of the service that publishes it: `sourdough.orders`. */
export type Source = `sourdough.${string}`;

/** Days are `YYYY-MM-DD`: of the first publication, and the last on which anything publishes or takes it. */
export type Lifecycle =
  | { status: "active"; since: string }
  | { status: "deprecated"; since: string; removeAfter: string };

/**
 * What a change of a contract within its version has to keep: `BACKWARD`, that the changed contract takes what was
 * published before; `FORWARD`, that consumers of before take what is published now; `FULL`, both. Transitive: for
 * every registered revision, not only the last.
 */
export type Compatibility =
  | "BACKWARD"
  | "BACKWARD_TRANSITIVE"
  | "FORWARD"
  | "FORWARD_TRANSITIVE"
  | "FULL"
  | "FULL_TRANSITIVE";

/** Brings the `data` of the version before to this version: pure, and invents nothing personal. */
export interface Upcast<From extends EventContract, D extends z.ZodObject> {
  from: From;
  data: (older: DataOf<From>) => z.input<D>;
}

interface Definition<S extends Source, N extends string, V extends number, D extends z.ZodObject> {
  source: S;
  /** Past tense, or `...Requested`; the `detail-type` on the bus. */
  name: N;
  /** Matched by rules as `detail.metadata.version`; a breaking change is a new version in a new file. */
  version: V;
  description: string;
  data: D;
  examples: readonly [z.input<D>, z.input<D>, ...z.input<D>[]];
  /** Who publishes it when, what orders or deduplicates it, and what a consumer must not assume. */
  delivery: string;
  /** `metadata.sequence` is always there. */
  sequenced?: true;
  /** For consumers outside of this repository: nothing in it needs to route the event. */
  public?: true;
  /** Paths in `data` that identify a person; they may not be logged, nor reach the realtime channel. */
  personal: readonly string[];
  lifecycle: Lifecycle;
  /** `FULL_TRANSITIVE` unless stated. */
  compatibility?: Compatibility;
}

/** An event contract: types, validation, rule pattern and documentation derive from it. */
export interface EventContract<
  S extends Source = Source,
  N extends string = string,
  V extends number = number,
  D extends z.ZodObject = z.ZodObject,
> extends Definition<S, N, V, D> {
  detail: ReturnType<typeof envelope<V, D>>;
  /** A method, so that an upcast of any version is one of these. */
  upcast?: { from: EventContract; data(older: unknown): unknown };
}

/** The `data` of an event, as a consumer sees it. */
export type DataOf<Event extends EventContract> = z.infer<Event["data"]>;

type Older<Event> = Event extends { upcast: { from: infer From } } ? From | Older<From> : never;

/**
 * An event after validation: a union over contracts narrows on `name`. Of several versions of one event, the newest,
 * since the older ones are brought to it.
 */
export type ParsedEvent<Event extends EventContract> =
  Exclude<Event, Older<Event>> extends infer Newest
    ? Newest extends EventContract
      ? {
          source: Newest["source"];
          name: Newest["name"];
          metadata: Metadata & { version: Newest["version"] };
          data: DataOf<Newest>;
        }
      : never
    : never;

export function defineEvent<
  S extends Source,
  const N extends string,
  const V extends number,
  D extends z.ZodObject,
  From extends EventContract = never,
>(
  definition: Definition<S, N, V, D> & { upcast?: Upcast<From, D> },
): EventContract<S, N, V, D> & ([From] extends [never] ? unknown : { upcast: Upcast<From, D> }) {
  // Whether there is an upcast is known where an event is defined, but not in here.
  return {
    ...definition,
    detail: envelope(definition.version, definition.data, definition.sequenced),
  } as ReturnType<typeof defineEvent<S, N, V, D, From>>;
}
