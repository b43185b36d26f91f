import type { Charge, Metadata, PaymentIntent } from "./payment-intent.ts";

/** https://docs.stripe.com/disputes/how-disputes-work#dispute-lifecycle; those of inquiries begin with `warning`. */
export type DisputeStatus =
  | "warning_needs_response"
  | "warning_under_review"
  | "warning_closed"
  | "needs_response"
  | "under_review"
  | "won"
  | "lost";

export interface Dispute {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly reason: string;
  readonly intent: PaymentIntent;
  readonly charge: Charge;
  /** When the answer has to be there, in seconds since the epoch. */
  readonly dueBy: number;
  status: DisputeStatus;
  evidence: Readonly<Record<string, string>>;
  submissions: number;
  metadata: Metadata;
}

/** Those that are text; files are another API. https://docs.stripe.com/api/disputes/evidence_object */
export const textEvidence = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_tracking_number",
  "uncategorized_text",
] as const;

const files = [
  "cancellation_policy",
  "customer_communication",
  "customer_signature",
  "duplicate_charge_documentation",
  "receipt",
  "refund_policy",
  "service_documentation",
  "shipping_documentation",
  "uncategorized_file",
];

export const isInquiry = ({ status }: Pick<Dispute, "status">): boolean => status.startsWith("warning_");

export const presentDispute = (dispute: Dispute, now: number) => ({
  id: dispute.id,
  object: "dispute",
  amount: dispute.amount,
  balance_transactions: [],
  charge: dispute.charge.id,
  created: dispute.created,
  currency: dispute.intent.currency,
  enhanced_eligibility_types: [],
  evidence: {
    ...Object.fromEntries([...textEvidence, ...files].map((name) => [name, null])),
    enhanced_evidence: {},
    ...dispute.evidence,
  },
  evidence_details: {
    due_by: dispute.dueBy,
    enhanced_eligibility: {},
    has_evidence: Object.keys(dispute.evidence).length > 0,
    past_due: now > dispute.dueBy,
    submission_count: dispute.submissions,
  },
  intended_submission_method: null,
  is_charge_refundable: isInquiry(dispute),
  livemode: false,
  metadata: dispute.metadata,
  network_reason_code: null,
  payment_intent: dispute.intent.id,
  payment_method_details: {
    card: {
      brand: dispute.charge.method.testMethod.brand,
      case_type: isInquiry(dispute) ? "inquiry" : "chargeback",
    },
    type: "card",
  },
  reason: dispute.reason,
  status: dispute.status,
});
