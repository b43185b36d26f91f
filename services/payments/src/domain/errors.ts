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
