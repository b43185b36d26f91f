import type { ConsoleRoutes } from "../api.ts";

/** A request as a route sees it; `query` and `body` are not checked yet. */
export interface ApiRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An answer that is not JSON. */
export interface HtmlAnswer {
  readonly html: string;
  readonly policy: string;
}

type Answer<Route extends keyof ConsoleRoutes> = [ConsoleRoutes[Route]["answer"]] extends [never]
  ? HtmlAnswer
  : ConsoleRoutes[Route]["answer"];

/** What answers a part of the contract. */
export type Handlers<Route extends keyof ConsoleRoutes = keyof ConsoleRoutes> = {
  readonly [Key in Route]: (request: ApiRequest) => Answer<Key> | Promise<Answer<Key>>;
};

export interface MatchedRoute {
  readonly params: Record<string, string>;
  run(request: ApiRequest): unknown;
}

/** Finds the handler for a method and path. */
export const createRouter = (
  handlers: Handlers,
): ((method: string, path: string) => MatchedRoute | undefined) => {
  const routes = Object.entries(handlers).map(([route, run]) => {
    const [method, path = ""] = route.split(" ");
    return { method, parts: path.split("/"), run: run as (request: ApiRequest) => unknown };
  });
  return (method, path) => {
    const parts = path.split("/");
    for (const route of routes) {
      if (route.method !== method || route.parts.length !== parts.length) continue;
      const params: Record<string, string> = {};
      const matches = route.parts.every((part, index) => {
        const actual = parts[index]!;
        if (!part.startsWith("{")) return part === actual;
        params[part.slice(1, -1)] = decoded(actual);
        return actual !== "";
      });
      if (matches) return { params, run: route.run };
    }
    return undefined;
  };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
