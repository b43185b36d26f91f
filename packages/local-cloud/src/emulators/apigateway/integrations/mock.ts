import type { BackendResponse } from "../exchange.ts";
import { internalError } from "../gateway-error.ts";

// Not strict JSON: SST's CORS routes have `{ statusCode: 200 }`.
const STATUS = /["']?statusCode["']?\s*:\s*["']?(\d{3})/;

/** A `MOCK` integration: the request template says the status, and nothing else is called. */
export const mockResponse = (rendered: string): BackendResponse => {
  const status = STATUS.exec(rendered)?.[1];
  if (!status)
    throw internalError(
      new Error(
        `The request template of a MOCK integration must give {"statusCode": 200} or the like, not: ${rendered}`,
      ),
    );
  return { status: Number(status), headers: {}, body: "", selector: status };
};
