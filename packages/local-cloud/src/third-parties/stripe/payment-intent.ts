import { randomBytes } from "node:crypto";
import type { TestMethod } from "./test-methods.ts";

export type IntentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_capture"
  | "succeeded"
  | "canceled";

export type Metadata = Readonly<Record<string, string>>;

export interface PaymentMethod {
  readonly id: string;
  readonly testMethod: TestMethod;
}

export interface Charge {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly method: PaymentMethod;
  readonly failure?: { readonly code: string; readonly message: string };
  amountCaptured: number;
  amountRefunded: number;
  captured: boolean;
  disputed: boolean;
  /** False while a bank has the money, or has taken it for good. */
  refundable: boolean;
  /** When the hold ends by itself, in seconds since the epoch. */
  captureBefore?: number;
}

export interface Refund {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly reason: string | null;
  readonly metadata: Metadata;
  readonly charge: string;
  readonly intent: PaymentIntent;
}

export interface PaymentIntent {
  readonly id: string;
  readonly clientSecret: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: "automatic" | "automatic_async" | "manual";
  readonly confirmationMethod: "automatic" | "manual";
  readonly description: string | null;
  readonly receiptEmail: string | null;
  readonly statementDescriptor: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly redirects: "always" | "never";
  readonly allowedTypes: readonly "card"[] | null;
  metadata: Metadata;
  status: IntentStatus;
  method?: PaymentMethod;
  charge?: Charge;
  lastError?: Readonly<Record<string, unknown>>;
  amountReceived: number;
  canceledAt?: number;
  cancellationReason?: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** `pi_3…` with 24 letters and digits, as Stripe's ids look. */
export const newId = (prefix: string): string =>
  `${prefix}_3${[...randomBytes(23)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;

export const presentIntent = (intent: PaymentIntent, expand: readonly string[] = []) => ({
  id: intent.id,
  object: "payment_intent",
  allowed_payment_method_types: intent.allowedTypes,
  amount: intent.amount,
  amount_capturable: intent.status === "requires_capture" ? intent.amount : 0,
  amount_details: { tip: {} },
  amount_received: intent.amountReceived,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: { allow_redirects: intent.redirects, enabled: true },
  canceled_at: intent.canceledAt ?? null,
  cancellation_reason: intent.cancellationReason ?? null,
  capture_method: intent.captureMethod,
  client_secret: intent.clientSecret,
  confirmation_method: intent.confirmationMethod,
  created: intent.created,
  currency: intent.currency,
  customer: null,
  customer_account: null,
  description: intent.description,
  excluded_payment_method_types: null,
  last_payment_error: intent.lastError ?? null,
  latest_charge:
    intent.charge && expand.includes("latest_charge")
      ? presentCharge(intent, intent.charge)
      : (intent.charge?.id ?? null),
  livemode: false,
  managed_payments: null,
  metadata: intent.metadata,
  next_action: null,
  on_behalf_of: null,
  payment_method: intent.method?.id ?? null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_method_types: ["card"],
  payment_record: null,
  processing: null,
  receipt_email: intent.receiptEmail,
  review: null,
  setup_future_usage: null,
  shipping: null,
  source: null,
  statement_descriptor: intent.statementDescriptor,
  statement_descriptor_suffix: intent.statementDescriptorSuffix,
  status: intent.status,
  transfer_data: null,
  transfer_group: null,
});

export const presentCharge = (intent: PaymentIntent, charge: Charge) => ({
  id: charge.id,
  object: "charge",
  amount: charge.amount,
  amount_captured: charge.amountCaptured,
  amount_refunded: charge.amountRefunded,
  captured: charge.captured,
  created: charge.created,
  currency: intent.currency,
  customer: null,
  description: intent.description,
  disputed: charge.disputed,
  failure_code: charge.failure?.code ?? null,
  failure_message: charge.failure?.message ?? null,
  livemode: false,
  metadata: intent.metadata,
  paid: charge.failure === undefined,
  payment_intent: intent.id,
  payment_method: charge.method.id,
  payment_method_details: {
    card: {
      brand: charge.method.testMethod.brand,
      last4: charge.method.testMethod.last4,
      capture_before: charge.captureBefore,
    },
    type: "card",
  },
  refunded: charge.amountRefunded === charge.amount,
  status: charge.failure ? "failed" : "succeeded",
});

export const presentPaymentMethod = ({ id, testMethod }: PaymentMethod) => ({
  id,
  object: "payment_method",
  card: { brand: testMethod.brand, last4: testMethod.last4 },
  livemode: false,
  type: "card",
});

export const presentRefund = (refund: Refund) => ({
  id: refund.id,
  object: "refund",
  amount: refund.amount,
  charge: refund.charge,
  created: refund.created,
  currency: refund.intent.currency,
  metadata: refund.metadata,
  payment_intent: refund.intent.id,
  reason: refund.reason,
  status: "succeeded",
});
