/** Why a request is not served, as its sender reads it. */
export class HttpRefusal extends Error {
  override readonly name: string = "HttpRefusal";
  readonly status: number;
  /** For ports whose answers carry one. */
  readonly code: string;

  /** Of 405: the methods that are. */
  readonly allow: string | undefined;

  constructor(status: number, code: string, message: string, allow?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.allow = allow;
  }
}

export const methodNotAllowed = (allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS") =>
  new HttpRefusal(405, "MethodNotAllowed", `The method is none of ${allow}.`, allow);
