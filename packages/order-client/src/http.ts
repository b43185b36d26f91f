import { patience } from "@sourdough/events-schema/patience";
import { answered, OrderError, offline, signedOut } from "./order-error.ts";
import { retrying } from "./retry.ts";

export interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Sends the customer's token; throws `signed_out` when there is none. */
  signedIn?: boolean;
  /** False leaves trying again to the caller. */
  retry?: boolean;
}

/** JSON over HTTP as the API speaks it. Every method here may be repeated safely, and is. */
export type Request = <T>(
  method: "GET" | "PUT" | "POST",
  path: string,
  options?: RequestOptions,
) => Promise<T>;

export interface HttpOptions {
  apiUrl: string;
  /** The ID token, fresh when `renew`; none when nobody is signed in. */
  token(renew: boolean): Promise<string | undefined>;
  fetch?: typeof fetch;
}

export const createHttp = ({ apiUrl, token, fetch: send = fetch }: HttpOptions): Request => {
  const exchange = async (method: string, path: string, options: RequestOptions, renew: boolean) => {
    const { body, signal, signedIn } = options;
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["content-type"] = "application/json";
    if (signedIn) {
      const bearer = await token(renew);
      if (!bearer) throw signedOut();
      headers.authorization = bearer;
    }
    const limit = AbortSignal.timeout(patience.client * 1000);
    try {
      const answer = await send(`${apiUrl}${path}`, {
        method,
        headers,
        body: JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      return { answer, text: await answer.text() };
    } catch (error) {
      signal?.throwIfAborted();
      throw offline(error);
    }
  };

  return async <T>(
    method: Parameters<Request>[0],
    path: string,
    options: RequestOptions = {},
  ): Promise<T> => {
    const once = async (renew = false): Promise<T> => {
      const { answer, text } = await exchange(method, path, options, renew);
      // A token can expire between its check here and its check there.
      if (answer.status === 401 && options.signedIn && !renew) return once(true);
      if (!answer.ok) throw answered(answer.status, detailOf(text));
      return parse(text) as T;
    };
    return options.retry === false ? once() : retrying(once, options.signal);
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OrderError("unavailable", 502, "The bakery's answer made no sense. Try again in a moment.", {
      cause,
    });
  }
};

const detailOf = (text: string): string | undefined => {
  try {
    const { detail, title, message } = JSON.parse(text) as Record<string, unknown>;
    return [detail, title, message].find((value) => typeof value === "string");
  } catch {
    return undefined;
  }
};
