/** An error as AppSync Events answers it: `{errors: [{errorType, message}]}` over HTTP and in WebSocket frames. */
export class EventsError extends Error {
  override readonly name = "EventsError";
  readonly errorType: string;
  readonly status: number;

  constructor(errorType: string, message: string, status: number, cause?: unknown) {
    super(message, { cause });
    this.errorType = errorType;
    this.status = status;
  }

  /** What the journal shows as the error's code. */
  get code(): string {
    return this.errorType;
  }
}

export const badRequest = (message: string): EventsError =>
  new EventsError("BadRequestException", message, 400);

export const unauthorized = (cause?: unknown): EventsError =>
  new EventsError("UnauthorizedException", "You are not authorized to make this call.", 401, cause);

/** The `errors` member; anything that is no `EventsError` is a fault of the emulator and says only so. */
export const errorsOf = (error: unknown): { errorType: string; message: string }[] =>
  error instanceof EventsError
    ? [{ errorType: error.errorType, message: error.message }]
    : [{ errorType: "InternalFailure", message: error instanceof Error ? error.message : String(error) }];
