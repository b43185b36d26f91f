import { z } from "zod";
import { findFunction } from "../../commands/functions.ts";
import type { TraceHop } from "../../console/api.ts";
import { fitting, pageBefore, pageFrom } from "../page.ts";
import { cursor, name, tool } from "../tool.ts";

const PAGE = 50;
const LOG_PAGE = 200;

const hopLine = ({
  id,
  parent,
  startMs,
  durationMs,
  service,
  action,
  resource,
  attempt,
  error,
  note,
}: TraceHop) => ({
  hopId: id,
  causedBy: parent,
  startMs,
  durationMs,
  what: `${service} ${action} ${resource}`,
  attempt,
  note,
  error,
});

export const traceTools = [
  tool({
    name: "list_traces",
    title: "Traces",
    description:
      "What came from outside, newest first: a request, an event or a schedule with all that followed from it, whether it failed, and the ids in it.",
    input: z.strictObject({
      failed: z.boolean().optional().describe("only those in which something failed"),
      cursor,
    }),
    run: async ({ console: api }, { failed, cursor: before }) => {
      const { traces } = await api.get("/api/traces", {
        query: { limit: String(PAGE), before, failed: failed ? "1" : undefined },
      });
      return pageBefore(traces, ({ at }) => at, traces.length < PAGE);
    },
  }),
  tool({
    name: "get_trace",
    title: "One trace",
    description:
      "Every hop of a trace as a waterfall: which service did what to which resource, caused by which hop, how long, with what error. Takes a trace id or any id in a payload (order, event, request, execution): then the whole journey of that thing.",
    input: z.strictObject({ id: name, cursor }),
    run: async ({ console: api }, { id, cursor: from }) => {
      const { summary, hops, executions, truncated } = await api.get("/api/trace", { query: { id } });
      return {
        summary: fitting(summary),
        executions: fitting(executions),
        truncated,
        ...pageFrom(hops.map(hopLine), from),
      };
    },
  }),
  tool({
    name: "get_hop",
    title: "One hop",
    description:
      "What went in and came out of one hop of a trace, what it was before a mapping or transformer, and what it costs. Long texts are cut.",
    input: z.strictObject({ hopId: z.int().min(1) }),
    run: async ({ console: api }, { hopId }) =>
      fitting(await api.get("/api/hops/{hopId}", { params: { hopId: String(hopId) } })),
  }),
  tool({
    name: "find",
    title: "Find",
    description: "Finds traces by an id, the beginning of one, or any text in a payload.",
    input: z.strictObject({ text: name }),
    run: async ({ console: api }, { text }) =>
      pageFrom((await api.get("/api/find", { query: { q: text } })).matches, undefined),
  }),
  tool({
    name: "read_logs",
    title: "Logs",
    description: "What functions wrote, newest first. Personal fields are masked as in the console.",
    input: z.strictObject({
      function: name.optional().describe("name in the config, of its handler's file, on AWS, or ARN"),
      level: z
        .enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"])
        .optional()
        .describe("this level and above"),
      text: name.optional().describe("text or id that is in the line"),
      cursor,
    }),
    run: async (cloud, { function: wanted, level, text, cursor: before }) => {
      const node = wanted === undefined ? undefined : await findFunction(cloud, wanted);
      const { lines } = await cloud.console.get("/api/logs", {
        query: { limit: String(LOG_PAGE), before, level, q: text, function: node?.id },
      });
      const found = lines.map(({ at, level: own, function: by, message, fields, traceId, requestId }) => ({
        at,
        level: own,
        function: by,
        message,
        fields,
        traceId,
        requestId,
      }));
      return pageBefore(found, ({ at }) => at, lines.length < LOG_PAGE);
    },
  }),
];
