import type { Cloud } from "../../core/cloud.ts";

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

export interface EventsErrorBody {
  readonly errorType: string;
  readonly message: string;
}

export const badRequest = (message: string): EventsError =>
  new EventsError("BadRequestException", message, 400);

export const unauthorized = (cause?: unknown): EventsError =>
  new EventsError("UnauthorizedException", "You are not authorized to make this call.", 401, cause);

export const errorBody = (errorType: string, message: string): EventsErrorBody => ({ errorType, message });

/** The `errors` member; anything that is no `EventsError` is a fault of the emulator, and the terminal says which. */
export const errorsOf = (error: unknown, cloud: Pick<Cloud, "warn">): EventsErrorBody[] => {
  if (error instanceof EventsError) return [errorBody(error.errorType, error.message)];
  cloud.warn(
    `AppSync Events failed inside the local cloud: ${error instanceof Error ? error.stack : String(error)}`,
  );
  return [errorBody("InternalFailure", "The local cloud failed; the terminal has the details.")];
};
