import { z } from "zod";
import { isLoopback } from "../../http/hosts.ts";
import { created, type Endpoint, isCreated, page, plain } from "./endpoint.ts";
import { missing } from "./errors.ts";
import type { Events } from "./events.ts";
import { parseParams } from "./form.ts";
import { checkExpand, list, metadata, nonEmpty, retrieve } from "./params.ts";
import { presentEndpoint, type Webhooks } from "./webhooks.ts";

const isWithin = (text: string) => {
  const host = URL.parse(text)?.hostname ?? "";
  return isLoopback(host) || host.endsWith(".amazonaws.com");
};
const url = z
  .url({
    protocol: /^https?$/,
    error: "Invalid URL: an explicit scheme (such as https) must be provided.",
    abort: true,
  })
  .refine(isWithin, "This stand-in for Stripe calls nothing outside this machine.");
const settings = {
  url,
  enabled_events: z.array(nonEmpty).min(1),
  description: z.string().max(5000).optional(),
  metadata: metadata.optional(),
};

export const createEventEndpoints = (
  events: Events,
  webhooks: Webhooks,
): Readonly<Record<string, Endpoint>> => ({
  "GET /v1/events": (params) => {
    const given = parseParams(
      z.strictObject({
        ...list,
        created,
        type: nonEmpty.optional(),
        types: z.array(nonEmpty).max(20).optional(),
      }),
      params,
    );
    const wanted = given.types ?? (given.type === undefined ? undefined : [given.type]);
    return plain(() => {
      const own = events
        .list()
        .filter(isCreated(given.created))
        .filter(({ type }) => wanted?.some((one) => matches(one, type)) ?? true);
      return page("/v1/events", own, given, (event) => event);
    });
  },
  "GET /v1/events/:id": (params, [id]) => {
    checkExpand(parseParams(retrieve, params).expand, []);
    return plain(() => {
      const event = events.find(id!);
      if (!event) throw missing("event", id!, "id");
      return event;
    });
  },
  "POST /v1/webhook_endpoints": (params) => {
    const given = parseParams(z.strictObject(settings), params);
    return plain(() =>
      presentEndpoint(
        webhooks.add({
          url: given.url,
          events: given.enabled_events,
          description: given.description ?? null,
          metadata: given.metadata ?? {},
        }),
        true,
      ),
    );
  },
  "GET /v1/webhook_endpoints": (params) => {
    const given = parseParams(z.strictObject(list), params);
    return plain(() =>
      page("/v1/webhook_endpoints", webhooks.list(), given, (endpoint) => presentEndpoint(endpoint)),
    );
  },
  "GET /v1/webhook_endpoints/:id": (params, [id]) => {
    checkExpand(parseParams(retrieve, params).expand, []);
    return plain(() => presentEndpoint(webhooks.find(id!)));
  },
  "POST /v1/webhook_endpoints/:id": (params, [id]) => {
    const change = z.strictObject({ ...settings, disabled: z.enum(["true", "false"]) }).partial();
    const given = parseParams(change, params);
    const endpoint = webhooks.find(id!);
    return plain(() => {
      endpoint.url = given.url ?? endpoint.url;
      endpoint.events = given.enabled_events ?? endpoint.events;
      endpoint.description = given.description ?? endpoint.description;
      endpoint.metadata = given.metadata ?? endpoint.metadata;
      if (given.disabled !== undefined) endpoint.enabled = given.disabled === "false";
      webhooks.changed(endpoint);
      return presentEndpoint(endpoint);
    });
  },
  "DELETE /v1/webhook_endpoints/:id": (params, [id]) => {
    parseParams(z.strictObject({}), params);
    const endpoint = webhooks.find(id!);
    return plain(() => {
      webhooks.remove(endpoint.id);
      return { id: endpoint.id, object: "webhook_endpoint", deleted: true };
    });
  },
});

/** `charge.dispute.*` is every type that begins so. */
const matches = (wanted: string, type: string) =>
  wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
