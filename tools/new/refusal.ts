/** What was asked for cannot be made: the message says why, and what to do instead. Nothing was written. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
}
