/** An error as the Stripe API answers it. https://docs.stripe.com/api/errors */
export class StripeApiError extends Error {
  override readonly name = "StripeApiError";
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, type: string, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    const { code } = fields;
    const page = typeof code === "string" ? code.replaceAll("_", "-") : undefined;
    this.body = {
      ...fields,
      doc_url: page && `https://stripe.com/docs/error-codes/${page}`,
      message,
      type,
    };
  }
}

export const invalidRequest = (
  message: string,
  fields: Record<string, unknown> = {},
  status = 400,
): StripeApiError => new StripeApiError(status, "invalid_request_error", message, fields);

/** What the port refused, or failed at, as Stripe would put it. */
export const ofRefusal = (status: number, message: string): StripeApiError =>
  status < 500 ? invalidRequest(message, {}, status) : new StripeApiError(status, "api_error", message);

export const missing = (kind: string, id: string, param: string, status = 404): StripeApiError =>
  invalidRequest(`No such ${kind}: '${id}'`, { code: "resource_missing", param }, status);
