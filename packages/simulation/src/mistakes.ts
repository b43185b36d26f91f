/** A mistake that somebody could make: `find` is in `file` once, and `replace` in its place. */
export interface Mistake {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const orders = "services/orders/src";
const payments = "services/payments/src";
const inventory = "services/inventory/src/workflows";
const notifications = "services/notifications/src";

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is code that is looked for.
/** What a simulation has to find: each breaks an invariant, and only when something goes wrong or comes together. */
export const mistakes: readonly Mistake[] = [
  {
    name: "an order that comes again overwrites itself",
    file: `${orders}/adapters/order-repository.ts`,
    find: "claim.create({ orderId: order.orderId, customerId: order.customer.customerId })",
    replace: "claim.put({ orderId: order.orderId, customerId: order.customer.customerId })",
  },
  {
    name: "a change of an order without its condition",
    file: `${orders}/adapters/order-repository.ts`,
    find: "eq(sequence, order.sequence - 1),",
    replace: '"attribute_exists(pk)",',
  },
  {
    name: "a change of an order loses an outbox record",
    file: `${orders}/adapters/order-repository.ts`,
    find: `            .commit(),
          ...records.map(`,
    replace: `            .commit(),
          ...records.slice(1).map(`,
  },
  {
    name: "a repeated request does not start what a crash left out",
    file: `${orders}/use-cases/place-order.ts`,
    find: "if (own) return fulfil(ports, own, cause);",
    replace: "if (own) return;",
  },
  {
    name: "a payment without an answer counts as paid",
    file: `${orders}/use-cases/fulfil-order.ts`,
    find: "if (payment.reason || !payment.eventId) return reject(",
    replace: "if (payment.reason) return reject(",
  },
  {
    name: "a declined payment is confirmed",
    file: `${orders}/use-cases/fulfil-order.ts`,
    find: "if (payment.reason || !payment.eventId) return reject(",
    replace: "if (!payment.eventId) return reject(",
  },
  {
    name: "a rejected order counts the pieces it did not get",
    file: `${orders}/use-cases/fulfil-order.ts`,
    find: "if (stock.reason || !stock.eventId) return reject(",
    replace: "if (!stock.eventId) return reject(",
  },
  {
    name: "pieces are held without looking how many there are",
    file: `${inventory}/reserve-stock.ts`,
    find: "'onHand >= :q AND attribute_exists(menuSk)'",
    replace: "'attribute_exists(menuSk)'",
  },
  {
    name: "a repeated reservation holds its pieces again",
    file: `${inventory}/reserve-stock.ts`,
    find: `                'lines': {'L': [$order.lines.{'M': {'sku': {'S': sku}, 'quantity': {'N': $string(quantity)}}}]}
              }]),
              'ConditionExpression': 'attribute_not_exists(pk)'`,
    replace: `                'lines': {'L': [$order.lines.{'M': {'sku': {'S': sku}, 'quantity': {'N': $string(quantity)}}}]}
              }])`,
  },
  {
    name: "an order that is over before its reservation leaves no tombstone",
    file: `${inventory}/settle-reservation.ts`,
    find: `        {
          Condition: "{% $states.input.status = 'NONE' and $states.input.next = 'RELEASED' %}",
          Next: "LeaveTombstone",
        },`,
    replace: `        {
          Condition: "{% $states.input.status = 'NONE' and $states.input.next = 'RELEASED' and $exists($states.input.held) %}",
          Next: "LeaveTombstone",
        },
        { Condition: "{% $states.input.status = 'NONE' and $states.input.next = 'RELEASED' %}", Next: "Done" },`,
  },
  {
    name: "what was sold does not come back",
    file: `${inventory}/settle-reservation.ts`,
    find: "'SOLD' and $states.input.next != 'SOLD'",
    replace: "'SOLD' and $states.input.next = 'WRITTEN_OFF'",
  },
  {
    name: "a reservation is settled again by a repeated event",
    file: `${inventory}/settle-reservation.ts`,
    find: '{ Condition: "{% $states.input.status = \'RESERVED\' %}", Next: "MovePieces" },',
    replace: '{ Condition: "{% $states.input.status != \'NONE\' %}", Next: "MovePieces" },',
  },
  {
    name: "confirmed pieces stay held",
    file: `${inventory}/settle-reservation.ts`,
    find: "$from := $held.status.S = 'SOLD' ? 'sold' : 'reserved';",
    replace: "$from := 'sold';",
  },
  {
    name: "compensation only after confirmation",
    file: `${payments}/domain/next-step.ts`,
    find: `return confirmed ? "capture" : "void";`,
    replace: `return confirmed ? "capture" : "nothing";`,
  },
  {
    name: "a late request holds the money of an order that is over",
    file: `${payments}/domain/next-step.ts`,
    find: `return status === "none" ? "refuse" : status === "opened" ? "void" : "nothing";`,
    replace: `return status === "opened" ? "void" : "nothing";`,
  },
  {
    name: "a captured payment of a cancelled order is kept",
    file: `${payments}/domain/next-step.ts`,
    find: `return confirmed || keptCents(payment) <= 0 ? "nothing" : "refund";`,
    replace: `return "nothing";`,
  },
  {
    name: "an idempotency key that is the customer's",
    file: `${payments}/adapters/stripe-provider.ts`,
    // With the guard against another order's answer gone as well, as when keys are trusted.
    find: "const { id } = await answered(once(`${orderId}-open`, create));",
    replace:
      "const { id } = await answered(paymentIntents.create({ amount: 100, currency: 'eur', payment_method: paymentMethodId, automatic_payment_methods: { enabled: true, allow_redirects: 'never' }, capture_method: 'manual', metadata: { orderId, customerId } }, { idempotencyKey: `${customerId}-open` }));",
  },
  {
    name: "what is only opened is not undone",
    file: `${payments}/domain/next-step.ts`,
    find: `return status === "none" ? "refuse" : status === "opened" ? "void" : "nothing";`,
    replace: `return status === "none" ? "refuse" : "nothing";`,
  },
  {
    name: "who died while sending keeps others from it forever",
    file: `${notifications}/adapters/notification-log.ts`,
    find: '${notExists(status)} OR (${eq(status, "CLAIMED")} AND ${lt(leaseUntil, from.getTime())})',
    replace: "${notExists(status)}",
  },
  {
    name: "what was sent is forgotten after a second",
    file: `${notifications}/adapters/notification-log.ts`,
    find: '${notExists(status)} OR (${eq(status, "CLAIMED")} AND ${lt(leaseUntil, from.getTime())})',
    replace: "${notExists(status)} OR ${lt(leaseUntil, from.getTime() + 19_000)}",
  },
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: until here.
