import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { isTextDeeper } from "../core/nesting.ts";
import { type Exchange, listen } from "../http/listen.ts";
import { HttpRefusal, methodNotAllowed } from "../http/refusal.ts";
import type { Problem } from "./api.ts";
import { refusalOf } from "./http/guard.ts";
import { createPages, type Pages } from "./http/pages.ts";
import { ConsoleProblem } from "./http/problem.ts";
import { createRouter, type HtmlAnswer, type MatchedRoute } from "./http/router.ts";
import { createStream } from "./http/stream.ts";
import { follow } from "./live.ts";
import { type ConsoleOptions, createReadModels } from "./read-models.ts";
import { createRoutes } from "./routes.ts";
import { createTraces } from "./traces.ts";

export { loadContracts } from "./events/hook.ts";

/** The console: bound early, so that its address is known; answers once there is something to show. */
export interface ConsoleServer {
  readonly url: string;
  open(options: ConsoleOptions): void;
  close(): Promise<void>;
}

interface Api {
  match(method: string, path: string): MatchedRoute | undefined;
  stream(response: ServerResponse, trace: string | undefined): void;
  /** Brings its numbers up to date. */
  refresh(): void;
}

const LARGEST_BODY = 2 * 1024 * 1024;
const DEEPEST_BODY = 1_000;

const everyAnswer = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};
const pagePolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const readJson = async ({ body }: Exchange): Promise<unknown> => {
  const text = (await body(LARGEST_BODY)).toString();
  if (isTextDeeper(text, DEEPEST_BODY))
    throw new ConsoleProblem(400, "TooDeep", `The body is nested more than ${DEEPEST_BODY} deep.`);
  try {
    return JSON.parse(text || "{}");
  } catch {
    throw new ConsoleProblem(400, "NotJson", "The body is not valid JSON.");
  }
};

const answerJson = (response: ServerResponse, value: unknown) => {
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
};

const problemOf = (refusal: HttpRefusal): Problem => ({
  code: refusal.code,
  message: refusal.message,
  issues: refusal instanceof ConsoleProblem ? refusal.issues : undefined,
});

const isHtml = (answer: unknown): answer is HtmlAnswer =>
  typeof answer === "object" && answer !== null && "html" in answer && "policy" in answer;

export const startConsole = async (
  port: number,
  options: {
    localFolder: string;
    report(message: string): void;
    /** Told of a request that failed through no fault of its own. */
    warn(message: string): void;
    pagesFolder?: string;
    listenAt?: typeof listen;
  },
): Promise<ConsoleServer> => {
  const pages = createPages({
    cacheFolder: join(options.localFolder, "sites"),
    report: options.report,
    folder: options.pagesFolder,
  });
  let api: Api | undefined;
  let stop = () => {};

  const listener = await (options.listenAt ?? listen)({
    name: "The console",
    port,
    guard: refusalOf,
    headers: everyAnswer,
    describe: problemOf,
    warn: options.warn,
    handle: (exchange) => handle(exchange, api, pages),
  });

  return {
    url: listener.url,
    open(consoleOptions) {
      const models = createReadModels(consoleOptions);
      const traces = createTraces(models);
      const stream = createStream();
      const observation = follow(models, traces, stream);
      api = {
        match: createRouter(createRoutes(models, traces)),
        refresh: observation.drain,
        stream(response, trace) {
          stream.open(response, trace).send("hello", { bootId: models.bootId, at: Date.now() });
        },
      };
      stop = () => {
        observation.stop();
        stream.close();
      };
    },
    close: async () => {
      stop();
      pages.stop();
      await listener.close();
    },
  };
};

const handle = async (exchange: Exchange, api: Api | undefined, pages: Pages): Promise<void> => {
  const { request, response, url } = exchange;
  const { method = "GET" } = request;
  if (!url.pathname.startsWith("/api/")) {
    if (method !== "GET" && method !== "HEAD") throw methodNotAllowed("GET, HEAD");
    const page = await pages.get(url);
    response.writeHead(page.status, {
      "content-type": page.type,
      "cache-control": page.immutable ? "public, max-age=31536000, immutable" : "no-store",
      "content-security-policy": pagePolicy,
    });
    response.end(page.body);
    return;
  }
  if (!api) throw new HttpRefusal(503, "Starting", "The local cloud is still starting.");
  if (method === "GET" && url.pathname === "/api/stream")
    return api.stream(response, url.searchParams.get("trace") ?? undefined);
  const route = api.match(method, url.pathname);
  if (!route) throw new ConsoleProblem(404, "NotFound", `There is no ${method} ${url.pathname}.`);
  const body = method === "GET" ? undefined : await readJson(exchange);
  api.refresh();
  const query = Object.fromEntries(url.searchParams);
  const answer = await route.run({ params: route.params, query, body });
  if (!isHtml(answer)) return answerJson(response, answer);
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": answer.policy,
  });
  response.end(answer.html);
};
