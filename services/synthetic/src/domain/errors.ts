/** A step of a customer's way that did not come as it should. */
export class JourneyBrokenError extends Error {
  override readonly name = "JourneyBrokenError";
  readonly code = "synthetic.journey_broken";

  constructor(orderId: string, what: string) {
    super(`The journey of ${orderId} broke off: ${what}. services/synthetic/README.md says where to look.`);
  }
}
