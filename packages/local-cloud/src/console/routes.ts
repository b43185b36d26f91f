import { z } from "zod";
import type { Hop } from "../core/journal.ts";
import { shellEnvironment } from "../process/link-environment.ts";
import type { LogLevel } from "./api.ts";
import { readInput } from "./http/problem.ts";
import type { ApiRequest, Handlers } from "./http/router.ts";
import type { ReadModels } from "./read-models.ts";
import type { Traces } from "./traces.ts";

const limit = (otherwise: number, most = 500) => z.coerce.number().int().min(1).max(most).default(otherwise);
const before = z.coerce.number().optional();
const text = z.string().min(1).optional();
const share = z.number().min(0).max(1);
const messageIds = z.array(z.string()).min(1);

const schemas = {
  traces: z.object({ limit: limit(50), before, failed: z.string().optional() }),
  find: z.object({ q: z.string().trim().min(1) }),
  trace: z.object({ id: z.string().trim().min(1) }),
  hop: z.object({ hopId: z.coerce.number().int().min(1) }),
  journal: z.object({ limit: limit(500, 100_000), trace: text, action: text }),
  limited: z.object({ limit: limit(100, 1000) }),
  repair: z.strictObject({ messageId: z.string(), body: z.string().max(1_048_576) }),
  redrive: z.strictObject({ messageIds: messageIds.optional() }),
  remove: z.strictObject({ messageIds }),
  items: z.object({ limit: limit(50), cursor: text, key: text }),
  objects: z.object({ limit: limit(100), cursor: text, folder: text }),
  /** Fifteen days at most, as CloudWatch keeps minutes. */
  dashboard: z.object({
    minutes: z.coerce
      .number()
      .int()
      .min(1)
      .max(15 * 24 * 60)
      .default(180),
  }),
  records: z.object({ limit: limit(50), shard: text }),
  executions: z.object({
    limit: limit(50),
    before,
    machine: text,
    status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "STOPPED"]).optional(),
  }),
  logs: z.object({
    limit: limit(200, 1000),
    before,
    q: text,
    function: text,
    level: z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] satisfies LogLevel[]).optional(),
  }),
  event: z.strictObject({
    bus: z.string().min(1),
    source: z.string().min(1),
    detailType: z.string().min(1),
    detail: z.unknown(),
    force: z.boolean().optional(),
  }),
  faults: z.strictObject({
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    duplicate: share,
    delay: share,
    delayMs: z.number().int().min(0).max(60_000),
    reorder: share,
    fail: share,
    throttle: share,
  }),
  redaction: z.strictObject({ redacted: z.boolean() }),
  /** A year at most, as far as anything here waits. */
  clock: z.strictObject({
    advanceMs: z
      .number()
      .int()
      .min(1)
      .max(366 * 24 * 3_600_000),
  }),
  cost: z.object({ id: text }),
};

const param = ({ params }: ApiRequest, name: string): string => params[name] ?? "";

/** Answers each route of the contract. */
export const createRoutes = (models: ReadModels, traces: Traces): Handlers => {
  const { journal, map, traffic, executions, queues, messages, tables, mailbox, events, faults } = models;
  return {
    "GET /api/overview": () => ({
      bootId: models.bootId,
      startedAt: models.startedAt,
      app: models.graph.app,
      region: models.graph.region,
      accountId: models.graph.accountId,
      outputs: { ...models.outputs() },
      hops: journal.size,
      redacted: models.redaction.on,
      warnings: models.warnings.all.map(({ at, message }) => ({
        at,
        message: models.redaction.maskText(message),
      })),
      failures: models.warnings.failures,
      alarms: models.alarms.firing(),
      deadLetters: queues
        .all()
        .reduce((sum, { sources, depth, inFlight }) => sum + (sources ? depth + inFlight : 0), 0),
    }),
    "GET /api/environment": () => ({ environment: shellEnvironment(models.cloud) }),
    "GET /api/map": () => ({
      app: models.graph.app,
      areas: [...map.nodes.areas],
      nodes: [...map.nodes.all],
      edges: [...map.edges, ...traffic.undeclared],
      stats: traffic.stats(Date.now()),
    }),
    "GET /api/traces": ({ query }) => {
      const { failed, ...filter } = readInput(schemas.traces, query);
      return traces.list({ ...filter, failed: failed === "1" || failed === "true" });
    },
    "GET /api/find": ({ query }) => traces.find(readInput(schemas.find, query).q),
    "GET /api/trace": ({ query }) => traces.get(readInput(schemas.trace, query).id),
    "GET /api/hops/{hopId}": ({ params }) => traces.hop(readInput(schemas.hop, params).hopId),
    "GET /api/journal": ({ query }) => {
      const { limit: most, trace, action } = readInput(schemas.journal, query);
      const isWanted = action === undefined ? undefined : (hop: Hop) => hop.action === action;
      const hops = trace === undefined ? journal.hops(isWanted).slice(-most) : journal.trace(trace);
      return hops.map((hop) => models.redaction.mask({ ...hop, ...journal.payloads(hop) }));
    },
    "GET /api/queues": () => ({ queues: queues.all() }),
    "GET /api/queues/{name}/messages": (request) =>
      messages.list(param(request, "name"), readInput(schemas.limited, request.query).limit),
    "POST /api/queues/{name}/repair": (request) => {
      const { messageId, body } = readInput(schemas.repair, request.body);
      return messages.repair(param(request, "name"), messageId, body);
    },
    "POST /api/queues/{name}/redrive": (request) => ({
      moved: messages.redrive(param(request, "name"), readInput(schemas.redrive, request.body).messageIds),
    }),
    "POST /api/queues/{name}/delete": (request) => ({
      deleted: messages.remove(param(request, "name"), readInput(schemas.remove, request.body).messageIds),
    }),
    "GET /api/schedules": () => models.schedules.list(),
    "GET /api/alarms": () => models.alarms.list(),
    "GET /api/alarms/{name}": (request) => models.alarmDetail(param(request, "name")),
    "GET /api/alarms/{name}/history": (request) => models.alarms.history(param(request, "name")),
    "GET /api/dashboards": () => models.dashboards.list(),
    "GET /api/dashboards/{name}": (request) =>
      models.dashboards.get(param(request, "name"), readInput(schemas.dashboard, request.query).minutes),
    "GET /api/aliases": () => models.aliases.list(),
    "GET /api/archives": () => models.archives.list(),
    "GET /api/tables": () => tables.list(),
    "GET /api/tables/{name}/items": (request) =>
      tables.items(param(request, "name"), readInput(schemas.items, request.query)),
    "GET /api/buckets": () => models.buckets.list(),
    "GET /api/buckets/{name}/objects": (request) =>
      models.buckets.objects(param(request, "name"), readInput(schemas.objects, request.query)),
    "GET /api/streams": () => models.streams.list(),
    "GET /api/streams/{name}/records": (request) =>
      models.streams.records(param(request, "name"), readInput(schemas.records, request.query)),
    "GET /api/executions": ({ query }) => executions.list(readInput(schemas.executions, query)),
    "GET /api/executions/{id}": (request) => executions.get(param(request, "id")),
    "GET /api/logs": ({ query }) => models.logBook.page(readInput(schemas.logs, query)),
    "GET /api/mailbox": ({ query }) => ({ mails: mailbox.list(readInput(schemas.limited, query).limit) }),
    "GET /api/mailbox/{id}": (request) => mailbox.get(param(request, "id")),
    "GET /api/mailbox/{id}/html": (request) => mailbox.html(param(request, "id")),
    "GET /api/events": () => events.catalogue(),
    "POST /api/events": ({ body }) => events.send(readInput(schemas.event, body)),
    "GET /api/faults": () => faults.state(),
    "POST /api/faults": ({ body }) => faults.set(readInput(schemas.faults, body)),
    "GET /api/clock": () => models.clock.state(),
    "POST /api/clock": ({ body }) => models.clock.advance(readInput(schemas.clock, body).advanceMs),
    "POST /api/redaction": ({ body }) => {
      models.redaction.on = readInput(schemas.redaction, body).redacted;
      return { redacted: models.redaction.on };
    },
    "GET /api/cost": ({ query }) => {
      const { id } = readInput(schemas.cost, query);
      if (id !== undefined) return models.costs.of(traces.journey(id).hops);
      return { ...models.costs.total(), comparison: models.comparison() };
    },
  };
};
