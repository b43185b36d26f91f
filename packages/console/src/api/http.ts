import type { ConsoleRoutes, Issue, Problem } from "sourdough-local/console-api";

type RouteOf<Method extends string> = keyof ConsoleRoutes extends infer Route
  ? Route extends `${Method} ${infer Path}`
    ? Path
    : never
  : never;

export type GetPath = RouteOf<"GET">;
export type PostPath = RouteOf<"POST">;
export type Answer<Path extends GetPath> = ConsoleRoutes[`GET ${Path}`]["answer"];

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
/** Values for the `{names}` of a path. */
export type PathValues<Path extends string> = Record<Names<Path>, string | number>;

/** The local cloud answered, but not with what was asked for. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: string;
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(problem: Problem, status: number) {
    super(problem.message);
    this.code = problem.code;
    this.issues = problem.issues ?? [];
    this.status = status;
  }
}

/** Nobody answered: the local cloud is not running any more, or not yet again. */
export class OfflineError extends Error {
  override readonly name = "OfflineError";

  constructor(cause: unknown) {
    super(
      "The local cloud does not answer. Start it again with npm start; this page then goes on by itself.",
      { cause },
    );
  }
}

const fill = (path: string, values: Record<string, string | number>) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name] ?? "")));

export const addressOf = <Path extends GetPath>(
  path: Path,
  values: PathValues<Path>,
  query: Record<string, string | undefined> = {},
): string => {
  const set = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(set).toString();
  return `.${fill(path, values)}${search && `?${search}`}`;
};

const request = async <T>(url: string, init?: RequestInit): Promise<T> => {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new OfflineError(cause);
  });
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  throw new RequestError(
    problem?.message
      ? problem
      : { code: String(response.status), message: `The local cloud answered ${response.status} to ${url}.` },
    response.status,
  );
};

export const get = <Path extends GetPath>(
  path: Path,
  values: PathValues<Path>,
  query: Record<string, string | undefined> = {},
  signal?: AbortSignal,
): Promise<Answer<Path>> => request(addressOf(path, values, query), signal ? { signal } : {});

export const post = <Path extends PostPath>(
  path: Path,
  values: PathValues<Path>,
  body: ConsoleRoutes[`POST ${Path}`]["body"],
): Promise<ConsoleRoutes[`POST ${Path}`]["answer"]> =>
  request(`.${fill(path, values)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
