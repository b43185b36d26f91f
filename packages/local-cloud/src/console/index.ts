import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Problem } from "./api.ts";
import { refusalOf } from "./http/guard.ts";
import { createPages, type Pages } from "./http/pages.ts";
import { ConsoleProblem } from "./http/problem.ts";
import { createRouter, type HtmlAnswer, type MatchedRoute } from "./http/router.ts";
import { createStream } from "./http/stream.ts";
import { follow } from "./live.ts";
import { type ConsoleOptions, createParts } from "./parts.ts";
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

const everyAnswer = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};
const pagePolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new ConsoleProblem(400, "TooLarge", "The body is larger than 2 MB.");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || "{}");
  } catch {
    throw new ConsoleProblem(400, "NotJson", "The body is not valid JSON.");
  }
};

const answerJson = (response: ServerResponse, status: number, value: unknown) => {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
};
const answerProblem = (response: ServerResponse, status: number, problem: Problem) =>
  answerJson(response, status, problem);

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
  },
): Promise<ConsoleServer> => {
  const pages = createPages({
    cacheFolder: join(options.localFolder, "sites"),
    report: options.report,
    ...(options.pagesFolder === undefined ? {} : { folder: options.pagesFolder }),
  });
  let api: Api | undefined;
  let stop = () => {};

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(everyAnswer)) response.setHeader(name, value);
    const refusal = refusalOf(request);
    if (refusal) return answerProblem(response, refusal.status, refusal);
    handle(request, response, api, pages).catch((error: unknown) => {
      if (error instanceof ConsoleProblem)
        return answerProblem(response, error.status, {
          code: error.code,
          message: error.message,
          ...(error.issues && { issues: error.issues }),
        });
      options.warn(`The console failed at ${request.url}: ${error instanceof Error ? error.stack : error}`);
      if (response.headersSent) return response.end();
      return answerProblem(response, 500, { code: "Internal", message: (error as Error).message });
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, "127.0.0.1", resolve);
  await promise;

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open(consoleOptions) {
      const parts = createParts(consoleOptions);
      const traces = createTraces(parts);
      const stream = createStream();
      const observation = follow(parts, traces, stream);
      api = {
        match: createRouter(createRoutes(parts, traces)),
        refresh: observation.drain,
        stream(response, trace) {
          stream.open(response, trace).send("hello", { bootId: parts.bootId, at: Date.now() });
        },
      };
      stop = () => {
        observation.stop();
        stream.close();
      };
    },
    close: () =>
      new Promise((done) => {
        stop();
        pages.stop();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

const handle = async (
  request: IncomingMessage,
  response: ServerResponse,
  api: Api | undefined,
  pages: Pages,
): Promise<void> => {
  const { method = "GET" } = request;
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (!url.pathname.startsWith("/api/")) {
    const page = await pages.get(url.pathname);
    response.writeHead(page.status, {
      "content-type": page.type,
      "cache-control": page.immutable ? "public, max-age=31536000, immutable" : "no-store",
      "content-security-policy": pagePolicy,
    });
    response.end(method === "HEAD" ? undefined : page.body);
    return;
  }
  if (!api)
    return answerProblem(response, 503, { code: "Starting", message: "The local cloud is still starting." });
  if (method === "GET" && url.pathname === "/api/stream")
    return api.stream(response, url.searchParams.get("trace") ?? undefined);
  const route = api.match(method, url.pathname);
  if (!route)
    return answerProblem(response, 404, {
      code: "NotFound",
      message: `There is no ${method} ${url.pathname}.`,
    });
  const body = method === "GET" ? undefined : await readBody(request);
  api.refresh();
  const query = Object.fromEntries(url.searchParams);
  const answer = await route.run({ params: route.params, query, body });
  if (!isHtml(answer)) return answerJson(response, 200, answer);
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": answer.policy,
  });
  response.end(answer.html);
};
