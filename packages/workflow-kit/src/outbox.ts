import type { EventContract } from "@sourdough/events-schema";
import { identityOf, keyOf, outboxEntity } from "@sourdough/lambda-kit/entity";
import { outboxKeptSeconds } from "@sourdough/lambda-kit/outbox";
import { detailOf, type EventFields } from "./event.ts";
import { type Expression, object } from "./jsonata.ts";
import { attributes } from "./key.ts";

const records = outboxEntity("any", { table: "any" });
const head = (about: string, eventId: string) => ({
  ...keyOf(records.get({ about, eventId })),
  ...identityOf(records),
});

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
      ...attributes(head, about, "$eventId"),
      about: { S: about },
      eventId: { S: "$eventId" },
      source: { S: `'${event.source}'` },
      detailType: { S: `'${event.name}'` },
      detail: { S: `$string(${object(detailOf(event, { ...fields, eventId: "$eventId" }))})` },
      ttl: { N: `$string($floor($toMillis($now()) / 1000) + ${outboxKeptSeconds})` },
    })}
  )`;
