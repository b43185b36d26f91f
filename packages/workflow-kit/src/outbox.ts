import type { EventContract } from "@sourdough/events-schema";
import { outboxRecord } from "@sourdough/lambda-kit/outbox";
import { detailOf, type EventFields } from "./event.ts";
import { type Expression, object } from "./jsonata.ts";

/**
 * The item of an event in the outbox, in DynamoDB's JSON: what `outboxItem` of lambda-kit is to a function. A JSONata
 * expression, to be written in the transaction that changes the state. `about` is the id of what changed.
 */
export const outbox = <Event extends EventContract>(
  event: Event,
  { about, ...fields }: EventFields<Event> & { readonly about: Expression },
): Expression =>
  `(
    $eventId := ${fields.eventId};
    ${object({
      pk: { S: `'${outboxRecord.partition}' & ${about}` },
      sk: { S: "$eventId" },
      entity: { S: `'${outboxRecord.entity}'` },
      source: { S: `'${event.source}'` },
      detailType: { S: `'${event.name}'` },
      detail: { S: `$string(${object(detailOf(event, { ...fields, eventId: "$eventId" }))})` },
      ttl: { N: `$string($floor($toMillis($now()) / 1000) + ${outboxRecord.keptSeconds})` },
    })}
  )`;
