import * as z from "zod";
import { CausationId, CorrelationId, EventId, Sequence, Timestamp, Traceparent } from "./fields.ts";

const MetadataWithoutVersion = z.object({
  eventId: EventId,
  occurredAt: Timestamp,
  correlationId: CorrelationId,
  causationId: CausationId,
  traceparent: Traceparent,
  sequence: Sequence.optional(),
});

const envelope = <Version extends number, Data extends z.ZodObject>(version: Version, data: Data) =>
  z.object({ metadata: MetadataWithoutVersion.extend({ version: z.literal(version) }), data });

/** What the publisher knows about an event; `toEntry` adds the version of the contract. */
export type Metadata = z.infer<typeof MetadataWithoutVersion>;

export type Source =
  | "sourdough.orders"
  | "sourdough.payments"
  | "sourdough.inventory"
  | "sourdough.notifications";

export interface Lifecycle {
  status: "active" | "deprecated";
  /** Day of the first publication, `YYYY-MM-DD`. */
  since: string;
  /** Day after which nothing publishes it, `YYYY-MM-DD`. */
  removeAfter?: string;
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
  /** Paths in `data` that identify a person; they may not be logged, nor reach the realtime channel. */
  personal: readonly string[];
  lifecycle: Lifecycle;
}

/** An event contract: types, validation, rule pattern and documentation derive from it. */
export interface EventContract<
  S extends Source = Source,
  N extends string = string,
  V extends number = number,
  D extends z.ZodObject = z.ZodObject,
> extends Definition<S, N, V, D> {
  detail: ReturnType<typeof envelope<V, D>>;
}

/** The `data` of an event, as a consumer sees it. */
export type DataOf<Event extends EventContract> = z.infer<Event["data"]>;

/** An event after validation: a union over contracts narrows on `name`. */
export type ParsedEvent<Event extends EventContract> = Event extends EventContract
  ? {
      source: Event["source"];
      name: Event["name"];
      metadata: Metadata & { version: Event["version"] };
      data: DataOf<Event>;
    }
  : never;

export function defineEvent<
  S extends Source,
  const N extends string,
  const V extends number,
  D extends z.ZodObject,
>(definition: Definition<S, N, V, D>): EventContract<S, N, V, D> {
  return { ...definition, detail: envelope(definition.version, definition.data) };
}
