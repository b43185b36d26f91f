import type { ConsoleRoutes, Issue, Problem } from "../console/api.ts";
import { reach } from "./reach.ts";

type RouteOf<Method extends string> = {
  [Route in keyof ConsoleRoutes]: Route extends `${Method} ${infer Path}` ? Path : never;
}[keyof ConsoleRoutes];
type GetPath = RouteOf<"GET">;
type PostPath = RouteOf<"POST">;
type BodyOf<Path extends PostPath> = ConsoleRoutes[`POST ${Path}`] extends { body: infer Body }
  ? Body
  : never;

/** The console said no, with a sentence that says why. */
export class ConsoleRefusal extends Error {
  override readonly name = "ConsoleRefusal";
  readonly status: number;
  readonly code: string;
  readonly issues: readonly Issue[] | undefined;

  constructor(status: number, { message, code, issues }: Problem) {
    super(message);
    this.status = status;
    this.code = code;
    this.issues = issues;
  }

  /** The sentence, and a line for each field that does not hold. */
  get withIssues(): string {
    const lines = this.issues?.map(({ path, message }) => `\n  - ${path}: ${message}`) ?? [];
    return `${this.message}${lines.join("")}`;
  }
}

/**
 * Talks to the console of a running local cloud; `params` fill what is in braces. Throws `ConsoleRefusal`, and
 * `CommandError` when it ends meanwhile.
 */
export interface ConsoleClient {
  get<Path extends GetPath>(
    path: Path,
    options?: {
      params?: Readonly<Record<string, string>>;
      query?: Readonly<Partial<ConsoleRoutes[`GET ${Path}`]["query"]>>;
    },
  ): Promise<ConsoleRoutes[`GET ${Path}`]["answer"]>;
  post<Path extends PostPath>(
    path: Path,
    body: BodyOf<Path>,
    params?: Readonly<Record<string, string>>,
  ): Promise<ConsoleRoutes[`POST ${Path}`]["answer"]>;
}

const filled = (path: string, params: Readonly<Record<string, string>> = {}) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));

const answerOf = async (response: Response): Promise<unknown> => {
  const body: unknown = await response.json();
  if (!response.ok) throw new ConsoleRefusal(response.status, body as Problem);
  return body;
};

export const consoleClient = (url: string): ConsoleClient => ({
  // The routes are typed where they are answered.
  get: async (path, { params, query = {} } = {}) => {
    const target = new URL(filled(path, params), url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) target.searchParams.set(name, String(value));
    return (await reach(target, {}, answerOf)) as never;
  },
  post: async (path, body, params) => {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    return (await reach(new URL(filled(path, params), url), init, answerOf)) as never;
  },
});
