import { z } from "zod";
import { confirming, created, type Endpoint, isCreated, page, plain } from "./endpoint.ts";
import { invalidRequest } from "./errors.ts";
import { parseParams } from "./form.ts";
import {
  checkAmount,
  checkExpand,
  checkRedirects,
  checkRemoved,
  confirmParams,
  createParams,
  integer,
  list,
  metadata,
  nonEmpty,
  positive,
  retrieve,
} from "./params.ts";
import { type PaymentIntent, presentCharge, presentIntent, presentRefund } from "./payment-intent.ts";
import type { Payments } from "./payments.ts";
import { matchesSearch } from "./search.ts";

// Made once: zod compiles a schema when it is used first, which takes ten times as long as to use it.
const expand = z.array(z.string()).optional();
const updateParams = z.strictObject({
  metadata: metadata.optional(),
  payment_method: nonEmpty.optional(),
  expand,
});
const confirm = z.strictObject(confirmParams);
const captureParams = z.strictObject({
  amount_to_capture: positive.optional(),
  metadata: metadata.optional(),
  expand,
});
const cancelParams = z.strictObject({
  cancellation_reason: z.enum(["duplicate", "fraudulent", "requested_by_customer", "abandoned"]).optional(),
  expand,
});
const intentList = z.strictObject({ ...list, created });
const intentSearch = z.strictObject({ query: nonEmpty, limit: integer.default(10) });
const refundParams = z.strictObject({
  payment_intent: nonEmpty.optional(),
  charge: nonEmpty.optional(),
  amount: positive.optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
  metadata: metadata.default({}),
});
const refundList = z.strictObject({
  ...list,
  payment_intent: nonEmpty.optional(),
  charge: nonEmpty.optional(),
});

const changedMetadata = (old: PaymentIntent["metadata"], change: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== ""));

/** `METHOD /path/:id` -> endpoint: the part of the Stripe API that a card payment goes through. */
export const createPaymentEndpoints = (payments: Payments): Readonly<Record<string, Endpoint>> => ({
  "POST /v1/payment_intents": (params) => {
    checkRemoved(params);
    const given = parseParams(createParams, params);
    checkAmount(given.amount, given.currency);
    checkExpand(given.expand, ["latest_charge"]);
    const redirects = given.automatic_payment_methods?.allow_redirects ?? "always";
    const allowedTypes = given.allowed_payment_method_types ?? null;
    if (given.confirm) checkRedirects({ redirects, allowedTypes }, given);
    const method =
      given.payment_method === undefined ? undefined : payments.paymentMethod(given.payment_method);
    const run = () => {
      const intent = payments.create({
        amount: given.amount,
        currency: given.currency,
        captureMethod: given.capture_method,
        confirmationMethod: given.confirmation_method,
        description: given.description ?? null,
        receiptEmail: given.receipt_email ?? null,
        statementDescriptor: given.statement_descriptor ?? null,
        statementDescriptorSuffix: given.statement_descriptor_suffix ?? null,
        redirects,
        allowedTypes,
        metadata: given.metadata,
        method,
      });
      return presentIntent(given.confirm ? payments.confirm(intent) : intent, given.expand);
    };
    return given.confirm ? confirming(method, run) : plain(run);
  },
  "POST /v1/payment_intents/:id": (params, [id]) => {
    const given = parseParams(updateParams, params);
    checkExpand(given.expand, ["latest_charge"]);
    const intent = payments.intent(id!);
    return plain(() => {
      intent.metadata = changedMetadata(intent.metadata, given.metadata);
      if (given.payment_method !== undefined && intent.status.startsWith("requires_")) {
        intent.method = payments.paymentMethod(given.payment_method);
        if (intent.status === "requires_payment_method") intent.status = "requires_confirmation";
      }
      payments.changed(intent);
      return presentIntent(intent, given.expand);
    });
  },
  "POST /v1/payment_intents/:id/confirm": (params, [id]) => {
    checkRemoved(params);
    const given = parseParams(confirm, params);
    checkExpand(given.expand, ["latest_charge"]);
    const intent = payments.intent(id!);
    checkRedirects(intent, given);
    const method =
      given.payment_method === undefined ? intent.method : payments.paymentMethod(given.payment_method);
    return confirming(method, () => presentIntent(payments.confirm(intent, method), given.expand));
  },
  "POST /v1/payment_intents/:id/capture": (params, [id]) => {
    const given = parseParams(captureParams, params);
    checkExpand(given.expand, ["latest_charge"]);
    const intent = payments.intent(id!);
    return plain(() => {
      payments.capture(intent, given.amount_to_capture);
      intent.metadata = changedMetadata(intent.metadata, given.metadata);
      payments.changed(intent);
      return presentIntent(intent, given.expand);
    });
  },
  "POST /v1/payment_intents/:id/cancel": (params, [id]) => {
    const given = parseParams(cancelParams, params);
    checkExpand(given.expand, ["latest_charge"]);
    const intent = payments.intent(id!);
    return plain(() => presentIntent(payments.cancel(intent, given.cancellation_reason), given.expand));
  },
  "GET /v1/payment_intents": (params) => {
    const given = parseParams(intentList, params);
    return plain(() =>
      page("/v1/payment_intents", payments.intents().filter(isCreated(given.created)), given, (intent) =>
        presentIntent(intent),
      ),
    );
  },
  "GET /v1/payment_intents/search": (params) => {
    const given = parseParams(intentSearch, params);
    const matches = matchesSearch(given.query);
    return plain(() => {
      const found = payments.intents().filter(matches);
      return {
        object: "search_result",
        data: found.slice(0, given.limit).map((intent) => presentIntent(intent)),
        has_more: found.length > given.limit,
        next_page: null,
        url: "/v1/payment_intents/search",
      };
    });
  },
  "GET /v1/payment_intents/:id": (params, [id]) => {
    const { expand } = parseParams(retrieve, params);
    checkExpand(expand, ["latest_charge"]);
    return plain(() => presentIntent(payments.intent(id!), expand));
  },
  "GET /v1/charges/:id": (params, [id]) => {
    checkExpand(parseParams(retrieve, params).expand, []);
    const { intent, charge } = payments.charge(id!);
    return plain(() => presentCharge(intent, charge));
  },
  "POST /v1/refunds": (params) => {
    const given = parseParams(refundParams, params);
    if ((given.payment_intent === undefined) === (given.charge === undefined))
      throw invalidRequest(
        "One of the following params should be provided for this request: payment_intent or charge.",
      );
    const intent =
      given.payment_intent === undefined
        ? payments.charge(given.charge!).intent
        : payments.intent(given.payment_intent);
    return plain(() =>
      presentRefund(
        payments.refund(intent, { metadata: given.metadata, amount: given.amount, reason: given.reason }),
      ),
    );
  },
  "GET /v1/refunds": (params) => {
    const given = parseParams(refundList, params);
    return plain(() => {
      const own = payments
        .refunds()
        .filter(({ intent }) => given.payment_intent === undefined || intent.id === given.payment_intent)
        .filter(({ charge }) => given.charge === undefined || charge === given.charge);
      return page("/v1/refunds", own, given, presentRefund);
    });
  },
  "GET /v1/refunds/:id": (params, [id]) => {
    checkExpand(parseParams(retrieve, params).expand, []);
    return plain(() => presentRefund(payments.refundOf(id!)));
  },
});
