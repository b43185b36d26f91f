import { z } from "zod";
import { type Exchange, listen } from "../../../../http/listen.ts";
import { programsOnly } from "../../../../http/pages.ts";
import { HttpRefusal } from "../../../../http/refusal.ts";
import type { FunctionError, ThreadCommand, ThreadInvocation, ThreadMessage } from "../protocol.ts";

/** The Lambda runtime API for one process. */
export interface RuntimeApi {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  tell(command: ThreadCommand): void;
  close(): void;
}

const NAME = "The Lambda runtime API";
// An answer of 6 MB, and its headers; larger ones are refused where they are made.
const MOST_BYTES = 8 * 1024 * 1024;

const functionError = z.object({
  errorMessage: z.string(),
  errorType: z.string(),
  requestId: z.string(),
  stackTrace: z.array(z.string()),
});

const headersOf = (invocation: ThreadInvocation): Record<string, string> => ({
  "content-type": "application/json",
  "lambda-runtime-aws-request-id": invocation.id,
  "lambda-runtime-deadline-ms": String(invocation.deadline),
  "lambda-runtime-invoked-function-arn": invocation.invokedArn,
  "lambda-runtime-trace-id": invocation.traceHeader,
  ...(invocation.clientContext ? { "lambda-runtime-client-context": invocation.clientContext } : {}),
});

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const openRuntimeApi = async (options: {
  receive(message: ThreadMessage): void;
  /** Resolves when everything is there that was printed for an invocation, or while loading (`init`). */
  printed(id: string): Promise<void>;
  warn(message: string): void;
}): Promise<RuntimeApi> => {
  const { receive, printed } = options;
  const waiting: ThreadInvocation[] = [];
  let asking: Exchange["response"] | undefined;
  let isReady = false;

  const handOut = () => {
    if (!asking || waiting.length === 0) return;
    const invocation = waiting.shift()!;
    asking.writeHead(200, headersOf(invocation)).end(invocation.payload);
    asking = undefined;
  };

  const metricsOf = ({ headers }: Exchange["request"]) => ({
    heapUsed: Number(headers["local-memory"] ?? 0),
    cpuMs: Number(headers["local-cpu-ms"] ?? 0),
  });

  const readError = (text: string): FunctionError => {
    const parsed = functionError.safeParse(JSON.parse(text));
    if (!parsed.success) throw new HttpRefusal(400, "InvalidRequest", z.prettifyError(parsed.error));
    return parsed.data;
  };

  const listener = await listen({
    name: NAME,
    port: 0,
    guard: programsOnly(NAME),
    warn: options.warn,
    async handle(exchange) {
      const { request, response, url } = exchange;
      const [, path = ""] = /^\/2018-06-01\/runtime\/(.+)$/.exec(url.pathname) ?? [];
      if (request.method === "GET" && path === "invocation/next") {
        if (!isReady) receive({ type: "ready" });
        isReady = true;
        asking = response;
        return handOut();
      }
      const [, id = "init", what] = /^(?:invocation\/([\w-]+)|init)\/(response|error)$/.exec(path) ?? [];
      if (request.method !== "POST" || what === undefined)
        throw new HttpRefusal(404, "NotFound", `The runtime API has no ${request.method} ${url.pathname}.`);
      const text = (await exchange.body(MOST_BYTES)).toString();
      await printed(id);
      if (what === "response") receive({ type: "result", id, payload: text, ...metricsOf(request) });
      else if (id === "init") receive({ type: "init-error", error: readError(text) });
      else {
        const error = readError(text);
        receive({ type: "error", id, payload: text, error, ...metricsOf(request), fatal: false });
      }
      response.writeHead(202).end();
    },
  });

  return {
    address: new URL(listener.url).host,
    tell(command) {
      // Only Node.js functions stream their answers.
      if ("takenOf" in command) return;
      waiting.push(command);
      handOut();
    },
    close: () => void listener.close(),
  };
};
