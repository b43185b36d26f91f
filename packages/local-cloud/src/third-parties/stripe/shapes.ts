import { z } from "zod";
import { texts } from "../../state/shapes.ts";

const own = { id: z.string(), created: z.number() };
const money = { ...own, amount: z.number() };
const method = z.looseObject({ id: z.string(), testMethod: z.looseObject({}) });

/** Of what an account keeps. */
export const shapes = {
  method,
  intent: z.looseObject({
    ...money,
    clientSecret: z.string(),
    currency: z.string(),
    captureMethod: z.string(),
    confirmationMethod: z.string(),
    metadata: texts,
    status: z.string(),
    method: method.optional(),
    charge: z.string().optional(),
    amountReceived: z.number(),
  }),
  charge: z.object({
    intent: z.string(),
    charge: z.looseObject({
      ...money,
      method,
      amountCaptured: z.number(),
      amountRefunded: z.number(),
      captured: z.boolean(),
      disputed: z.boolean(),
      captureBefore: z.number().optional(),
    }),
  }),
  refund: z.looseObject({ ...money, metadata: texts, charge: z.string(), intent: z.string() }),
  dispute: z.looseObject({
    ...money,
    reason: z.string(),
    charge: z.string(),
    dueBy: z.number(),
    status: z.string(),
    evidence: texts,
    submissions: z.number(),
    metadata: texts,
  }),
  event: z.looseObject({
    ...own,
    data: z.looseObject({ object: z.looseObject({}) }),
    pending_webhooks: z.number(),
    request: z.object({ id: z.string().nullable(), idempotency_key: z.string().nullable() }),
    type: z.string(),
  }),
  key: z.object({
    path: z.string(),
    params: z.string(),
    at: z.number(),
    answer: z.object({ status: z.number(), body: z.string(), requestId: z.string() }).optional(),
  }),
  ledgerEntry: z.object({
    at: z.number(),
    kind: z.string(),
    metadata: texts,
    paymentIntent: z.string(),
    amount: z.number(),
    currency: z.string(),
  }),
  endpoint: z.looseObject({
    ...own,
    url: z.string(),
    events: z.array(z.string()),
    metadata: texts,
    enabled: z.boolean(),
    secrets: z.array(z.object({ value: z.string(), until: z.number().optional() })),
  }),
  delivery: z.looseObject({ endpoint: z.string(), event: z.string(), attempt: z.number(), due: z.number() }),
};
