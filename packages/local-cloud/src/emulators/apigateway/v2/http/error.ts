/** A request that ends in an answer of API Gateway's own: `{"message":"Not Found"}`. */
export class HttpApiError extends Error {
  override readonly name = "HttpApiError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    options: { headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = status;
    this.headers = options.headers ?? {};
  }
}

/** The answer for what the client cannot be told: the cause goes to the journal and the terminal. */
export const internalError = (cause: unknown): HttpApiError =>
  new HttpApiError(500, "Internal Server Error", { cause });

export const unavailable = (cause: unknown): HttpApiError =>
  new HttpApiError(503, "Service Unavailable", { cause });

export const forbidden = (cause?: unknown): HttpApiError => new HttpApiError(403, "Forbidden", { cause });
