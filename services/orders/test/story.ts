import type { Bakery, Customer } from "@sourdough/test-kit";

interface Published {
  source: string;
  "detail-type": string;
  detail: {
    metadata: {
      eventId: string;
      version: number;
      causationId: string;
      correlationId: string;
      traceparent: string;
      sequence?: number;
    };
    data: Record<string, unknown>;
  };
}

/**
 * What became of an order and all it set off, without what differs between two orders: ids become names by where they
 * come from, times and tokens their kind. Copies of an event count once. By aggregate, in the order of its sequence.
 */
export const storyOf = async (bakery: Bakery, { order, customerId }: Customer, orderId: string) => {
  const found = await order(orderId);
  const all = bakery.published as unknown as readonly Published[];
  const events = [
    ...new Map(
      all
        .filter(({ detail }) => detail.metadata.correlationId === orderId)
        .map((event) => [event.detail.metadata.eventId, event] as const),
    ).values(),
  ];
  const names = new Map<string, string>([
    [orderId, "the order"],
    [customerId, "the customer"],
  ]);
  const aggregates = Map.groupBy(events, (event) => aggregateOf(event));
  const sorted = [...aggregates].map(
    ([aggregate, own]) => [aggregate, own.toSorted((a, b) => sequenceOf(a) - sequenceOf(b))] as const,
  );
  for (const [, own] of sorted)
    for (const { "detail-type": name, detail } of own)
      names.set(detail.metadata.eventId, plainId(detail.metadata.eventId, orderId) ?? `${name}'s`);

  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [
          name,
          name === "replyTo" ? typeof inner : plain(inner),
        ]),
      );
    if (typeof value !== "string") return value;
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return "a time";
    if (/^[\da-f]{8}-[\da-f-]{27}$/.test(value)) return names.get(value) ?? "a request of the API";
    if (/^(pi|re)_\w+$/.test(value)) return "a reference of the provider";
    return names.get(value) ?? value.replaceAll(orderId, "the order").replace(/[0-9A-HJKMNP-TV-Z]{26}/g, "…");
  };

  return {
    order: { status: found?.status, reason: found?.reason, sequence: found?.sequence, unpaid: found?.unpaid },
    money: bakery.money(orderId),
    letters: bakery
      .letters()
      .filter(({ subject = "", text }) => `${subject} ${text}`.includes(orderId.slice(-6)))
      .map(({ subject }) => subject?.replace(orderId.slice(-6), "…")),
    traces: new Set(events.map(({ detail }) => detail.metadata.traceparent)).size,
    events: Object.fromEntries(
      sorted.map(([aggregate, own]) => [
        aggregate,
        own.map(({ "detail-type": name, detail: { metadata, data } }) => ({
          name,
          version: metadata.version,
          eventId: plain(metadata.eventId),
          cause: plain(metadata.causationId),
          sequence: metadata.sequence,
          data: plain(data),
        })),
      ]),
    ),
  };
};

const aggregateOf = ({ source, "detail-type": name }: Published) =>
  name.endsWith("Requested") ? "the saga" : `${source} ${name}`;

const sequenceOf = ({ detail }: Published) => detail.metadata.sequence ?? 0;

/** The ids that follow from the order's, but for the number of a repetition. */
const plainId = (eventId: string, orderId: string) =>
  eventId.startsWith(`evt-${orderId.slice(4)}-`) ? eventId.slice(31).replace(/-\d+$/, "") : undefined;
