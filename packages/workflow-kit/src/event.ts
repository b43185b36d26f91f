import type { EventContract } from "@sourdough/events-schema";
import type * as z from "zod";
import { type Expression, type Fields, object, template } from "./jsonata.ts";

/** An expression for each field of an event's `data`; optional fields may be left out, or be undefined when they run. */
export type DataFields<Event extends EventContract> = {
  readonly [Field in keyof z.input<Event["data"]>]: Expression;
};

/** What an event or a command passes on of what caused it, as expressions. */
export type Cause = {
  readonly correlationId: Expression;
  readonly causationId: Expression;
  readonly traceparent: Expression;
  /** Where an event is the cause. */
  readonly depth?: Expression;
};

/** What passes on the event whose `detail.metadata` the expression `cause` is. */
export const metadataFrom = (cause: Expression): Cause => ({
  correlationId: `${cause}.correlationId`,
  causationId: `${cause}.eventId`,
  traceparent: `${cause}.traceparent`,
  depth: depthAfter(`${cause}.depth`),
});

/** The depth of what an event causes whose own is `depth`, if it has one. */
export const depthAfter = (depth: Expression): Expression => `$sum([${depth}, 1])`;

export interface EventFields<Event extends EventContract> {
  /** `evt-`, a ULID and the name of a step; the same when the same is published again. */
  readonly eventId: Expression;
  readonly cause: Cause;
  /** Now, unless stated. */
  readonly occurredAt?: Expression;
  /** A must for contracts that are `sequenced`. */
  readonly sequence?: Expression;
  readonly data: DataFields<Event>;
}

/**
 * The `detail` of an event, with the version of its contract. Throws, when the definition is made, for a sequenced
 * contract without `sequence`.
 */
export const detailOf = <Event extends EventContract>(
  event: Event,
  { eventId, cause, occurredAt = "$now()", sequence, data }: EventFields<Event>,
) => {
  if (event.sequenced && sequence === undefined)
    throw new Error(`${event.name} is sequenced: say where the machine has metadata.sequence from.`);
  const { correlationId, causationId, traceparent, depth } = cause;
  return {
    metadata: {
      eventId,
      version: event.version,
      occurredAt,
      correlationId,
      causationId,
      traceparent,
      sequence,
      depth,
    },
    data,
  } satisfies Fields;
};

/** An entry of `events:putEvents`, as an argument of a task. */
export const eventEntry = <Event extends EventContract, BusName>(
  busName: BusName,
  event: Event,
  fields: EventFields<Event>,
) => ({
  EventBusName: busName,
  Source: event.source,
  DetailType: event.name,
  Detail: template(detailOf(event, fields)),
});

/** The same as a JSONata object, for entries that an expression makes; `aws-sdk:eventbridge:putEvents` wants text. */
export const eventEntryExpression = <Event extends EventContract>(
  busName: string,
  event: Event,
  fields: EventFields<Event>,
): Expression =>
  object({
    EventBusName: `'${busName}'`,
    Source: `'${event.source}'`,
    DetailType: `'${event.name}'`,
    Detail: `$string(${object(detailOf(event, fields))})`,
  });
