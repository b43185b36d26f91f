import { DomainError } from "@sourdough/lambda-kit/errors";

/** A step that the payment's history does not allow, such as capturing what was never authorized. */
export class PaymentStepError extends DomainError {
  override readonly name = "PaymentStepError";
  readonly code = "payments.step_not_allowed";

  constructor(step: string, status: string) {
    super(
      `A payment that is ${status} does not allow ${step}: look at its ledger before redriving the message.`,
    );
  }
}

/** An answer of the provider that is the same however often it is asked, and says nothing about the customer's money. */
export class ProviderRefusalError extends DomainError {
  override readonly name = "ProviderRefusalError";
  readonly code = "payments.provider_refused";

  constructor(step: string, code: string, options: ErrorOptions) {
    super(
      `The payment provider refuses to ${step} (${code}), and will until the cause is mended, such as its key: then redrive the message.`,
      options,
    );
  }
}
