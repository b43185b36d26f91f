import * as z from "zod";
import { orderSize } from "./order-size.ts";

const ulid = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
const prefixed = (prefix: string) => z.string().regex(new RegExp(`^${prefix}-${ulid}$`));

export const OrderId = prefixed("ord").describe("`ord-` and a ULID, chosen by the client.");
export const PaymentId = prefixed("pay").describe("`pay-` and the ULID of the order it pays.");
export const ReservationId = prefixed("res").describe("`res-` and the ULID of the order it is for.");

export const ImportId = prefixed("imp").describe("`imp-` and a ULID, given with the permission to upload.");
export const NotificationId = prefixed("ntf").describe("`ntf-` and a ULID.");

/** State machines have no ULIDs: an event one makes carries the order's ULID and the name of the step. */
export const EventId = z
  .string()
  .regex(new RegExp(`^evt-${ulid}(-[a-z0-9]+)*$`))
  .describe("`evt-` and a ULID; a redelivered or retried event keeps it.");

/**
 * Also a segment of an AppSync Events channel: letters and digits with hyphens between them, 50 at most.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespaces.html
 */
export const CustomerId = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/)
  .describe("The `sub` of the customer's token.");

/** A segment of a channel as well. */
export const StoreId = z
  .string()
  .regex(/^store-(?:[a-z0-9-]{0,39}[a-z0-9])$/)
  .describe("`store-1`, `store-2`, ...");

/** Ends the ids of events about a product. */
export const Sku = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .describe("Product code, such as `butter-croissant`.");

export const PaymentMethodId = z
  .string()
  .regex(/^pm_[A-Za-z0-9_]{1,250}$/)
  .describe("Payment method of the provider, such as `pm_card_visa`.");

export const ProviderReference = z
  .string()
  .regex(/^[A-Za-z0-9_]{1,255}$/)
  .describe("Id of the payment at the provider, such as `pi_3QPx...`.");

export const DisputeId = z
  .string()
  .regex(/^[A-Za-z0-9_]{1,64}$/)
  .describe("Id of the dispute at the provider, such as `du_3QPx...`.");

export const ProviderCode = z
  .string()
  .regex(/^[a-z0-9_]{1,64}$/)
  .describe("The provider's word for why, such as `insufficient_funds`.");

/** The fourteen of EU Regulation 1169/2011, annex II. */
export const Allergen = z.enum([
  "celery",
  "crustaceans",
  "egg",
  "fish",
  "gluten",
  "lupin",
  "milk",
  "molluscs",
  "mustard",
  "nuts",
  "peanuts",
  "sesame",
  "soy",
  "sulphites",
]);

/** Step Functions limits a task token to 2048 characters. */
export const ReplyTo = z
  .string()
  .min(1)
  .max(2048)
  .describe("Task token of the workflow that waits; a reply carries it back unchanged.");

export const Currency = z.enum(["EUR", "GBP", "USD"]).describe("ISO 4217 code.");
export const BusinessDay = z.iso.date().describe("The day at the store, by its own clock: `YYYY-MM-DD`.");
export const AuditId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,80}$/)
  .describe("The name of the execution that ran it.");
export const Timestamp = z.iso.datetime().describe("ISO 8601, UTC.");
export const Cents = z.int().min(0).max(100_000_000).describe("Money in the currency's smallest unit.");
export const Money = z
  .object({ amountCents: Cents, currency: Currency })
  .describe("An amount in its currency.");
export const Sequence = z.int().min(1).describe("1 for the first change of the thing, then one more each.");
export const Traceparent = z
  .string()
  .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
  .describe("W3C trace context.");

const causeId = z.string().regex(/^[A-Za-z0-9:._-]{1,128}$/);
export const CorrelationId = causeId.describe(
  "The same for a whole journey: the order id, or an import's id.",
);
export const CausationId = causeId.describe("Id of the request, message or event that caused this one.");

/**
 * How many events may cause each other in a row. The longest chain there is, from an order to the mail about it, has
 * five; consumers that answer each other would go on for ever.
 */
export const deepest = 25;
export const Depth = z
  .int()
  .min(0)
  .describe("How many events led to this one, each caused by the one before; absent where no event did.");

/** All the lines of an order may name the same product, and are merged. */
export const StockLine = z.object({
  sku: Sku,
  quantity: z
    .int()
    .min(1)
    .max(orderSize.lines * orderSize.piecesPerLine)
    .describe("Pieces."),
});

export const OrderLine = StockLine.extend({
  unitPriceCents: Cents.describe("Price of one piece as the customer saw it, in cents."),
});

/** Marks a field that identifies a person; the contracts that use it list its path in `personal`. */
const personal = { "x-personal": true };

/** No stricter than Cognito, which checked them: an order already accepted may not fail over its address. */
export const Customer = z
  .object({
    customerId: CustomerId,
    email: z
      .string()
      .max(254)
      .regex(/^[^\s@]+@[^\s@]+$/)
      .meta({ ...personal, description: "Where to write to." }),
    phone: z
      .string()
      .regex(/^\+[0-9]{1,15}$/)
      .meta({ ...personal, description: "E.164, when the customer gave one." })
      .optional(),
  })
  .describe("Whom the event is about, and how to reach them.");

export const OrderStatus = z
  .enum(["PENDING", "CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED", "REJECTED", "CANCELLED"])
  .describe("PENDING, then CONFIRMED, READY, COLLECTED; NOT_COLLECTED, REJECTED and CANCELLED are ends too.");
export const RejectionReason = z
  .enum([
    "unknown_product",
    "price_changed",
    "sold_out",
    "payment_declined",
    "payment_timeout",
    "stock_timeout",
    "limit_exceeded",
  ])
  .describe("Why the order will not be made.");
export const CancellationReason = z
  .enum(["payment_lost"])
  .describe("The money held for the order was gone before it was taken.");
/** Optional in contracts and views: there, or nothing to tell. */
export const Unpaid = z
  .literal(true)
  .describe(
    "The money held for the order is gone: cancelled for it, or, when it is ready or collected, to be paid at the counter.",
  );

export type Allergen = z.infer<typeof Allergen>;
export type Customer = z.infer<typeof Customer>;
export type Currency = z.infer<typeof Currency>;
export type OrderLine = z.infer<typeof OrderLine>;
export type OrderStatus = z.infer<typeof OrderStatus>;
export type RejectionReason = z.infer<typeof RejectionReason>;
export type StockLine = z.infer<typeof StockLine>;
