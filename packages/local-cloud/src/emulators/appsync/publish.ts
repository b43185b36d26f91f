import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import { type AuthHeaders, authorize, type Identity } from "./authorize.ts";
import { broadcast } from "./broadcast.ts";
import { type Channel, parseChannel } from "./channel.ts";
import { badRequest, EventsError } from "./errors.ts";
import { type EventApi, LIMITS, type Namespace } from "./event-api.ts";

interface Outcome {
  readonly identifier: string;
  readonly index: number;
}

/** What a publisher is told: every event is in one of the two lists. */
export interface PublishResult {
  readonly successful: readonly Outcome[];
  readonly failed: readonly (Outcome & { readonly code: number; readonly message: string })[];
}

export interface PublishRequest {
  readonly channel: string;
  readonly events: readonly string[];
  readonly headers: AuthHeaders;
  readonly causes: readonly number[];
  readonly source: string;
}

/** What handlers see of an operation. https://docs.aws.amazon.com/appsync/latest/eventapi/context-reference.html */
export const handlerContext = (
  operation: "PUBLISH" | "SUBSCRIBE",
  channel: Channel,
  identity: Identity | null,
  headers: AuthHeaders,
  events?: readonly IncomingEvent[],
) => ({
  identity,
  result: null,
  request: { headers, domainName: null },
  info: {
    channel: { path: channel.path, segments: [...channel.segments] },
    channelNamespace: { name: channel.segments[0] },
    operation,
  },
  error: null,
  stash: {},
  outErrors: [],
  ...(events && { events }),
});

export const namespaceOf = (api: EventApi, channel: Channel): Namespace => {
  const namespace = api.namespaces.get(channel.segments[0]!);
  if (!namespace) throw badRequest(`No channel namespace matches channel ${channel.path}`);
  return namespace;
};

/** Takes a batch of events to the subscribers of a channel, as the HTTP endpoint and the WebSocket both do. */
export const publish = async (
  cloud: Cloud,
  api: EventApi,
  request: PublishRequest,
): Promise<PublishResult> => {
  const { causes, source, events } = request;
  const hop = cloud.journal.record({
    service: "appsync",
    action: "Publish",
    resource: `${api.arn}/channelNamespace${request.channel.replace(/^\/?/, "/")}`,
    source,
    causes,
    input: { channel: request.channel, events },
  });
  try {
    const channel = parseChannel(request.channel);
    const namespace = namespaceOf(api, channel);
    const allowed = namespace.publishAuth ?? api.publishAuth;
    const identity = await authorize(cloud, api, allowed, request.headers);
    const incoming = parseEvents(events);
    const { outgoing, result } = namespace.handlers.onPublish
      ? runOnPublish(
          cloud,
          namespace,
          incoming,
          handlerContext("PUBLISH", channel, identity, request.headers),
        )
      : { outgoing: incoming.map(({ text }) => text), result: accepted(incoming) };
    broadcast(cloud, api, channel, outgoing, hop);
    cloud.journal.finish(hop, { output: result });
    return result;
  } catch (error) {
    cloud.journal.finish(hop, { error });
    throw error;
  }
};

interface IncomingEvent {
  readonly id: string;
  readonly payload: unknown;
}

interface ParsedEvent extends IncomingEvent {
  readonly text: string;
}

const parseEvents = (events: readonly string[]): ParsedEvent[] =>
  events.map((text, index) => {
    if (Buffer.byteLength(text) > LIMITS.eventBytes)
      throw badRequest(`Event ${index} is larger than ${LIMITS.eventBytes / 1024} KB`);
    try {
      return { id: randomUUID(), text, payload: JSON.parse(text) };
    } catch {
      throw badRequest(`Event ${index} is not valid JSON`);
    }
  });

const accepted = (events: readonly IncomingEvent[]): PublishResult => ({
  successful: events.map(({ id }, index) => ({ identifier: id, index })),
  failed: [],
});

const outgoingEvents = z
  .array(
    z
      .looseObject({ id: z.string(), payload: z.unknown().optional(), error: z.unknown().optional() })
      .nullable(),
  )
  .nullish();

/**
 * Rules for what a handler returns: no unknown and no duplicate ids, an event with an error is not broadcast, and
 * one that is left out is dropped without a word.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespace-handlers.html
 */
const runOnPublish = (
  cloud: Cloud,
  namespace: Namespace,
  incoming: readonly ParsedEvent[],
  context: object,
): { outgoing: string[]; result: PublishResult } => {
  const events = incoming.map(({ id, payload }) => ({ id, payload }));
  const returned = runHandler(cloud, namespace, "onPublish", { ...context, events });
  const parsed = outgoingEvents.safeParse(returned);
  if (!parsed.success)
    throw new EventsError(
      "Code",
      `onPublish of "${namespace.name}" must return a list of events or null.`,
      403,
    );
  const kept = (parsed.data ?? []).filter((event) => event !== null);
  const ids = new Set(kept.map(({ id }) => id));
  if (ids.size !== kept.length || [...ids].some((id) => !incoming.some((event) => event.id === id)))
    throw new EventsError(
      "Code",
      `onPublish of "${namespace.name}" returned a duplicate or unknown event id.`,
      403,
    );

  const errors = new Map(
    kept.flatMap(({ id, error }) =>
      error ? [[id, typeof error === "string" ? error : JSON.stringify(error)]] : [],
    ),
  );
  const outcomes = incoming.map(({ id }, index) => ({ identifier: id, index, message: errors.get(id) }));
  const outgoing = kept
    .filter(({ error }) => !error)
    .map(({ payload }) => JSON.stringify(payload) ?? "null")
    .filter((text) => isDeliverable(cloud, namespace, text));
  return {
    outgoing,
    result: {
      successful: outcomes.flatMap(({ message, ...outcome }) => (message === undefined ? [outcome] : [])),
      failed: outcomes.flatMap(({ message, ...outcome }) =>
        message === undefined ? [] : [{ ...outcome, code: 403, message }],
      ),
    },
  };
};

/** https://github.com/aws-powertools/powertools-lambda-typescript/issues/4020: AWS drops it without telling anyone. */
const isDeliverable = (cloud: Cloud, namespace: Namespace, text: string): boolean => {
  if (Buffer.byteLength(text) <= LIMITS.eventBytes) return true;
  cloud.warn(
    `onPublish of channel namespace "${namespace.name}" made an event larger than ${LIMITS.eventBytes / 1024} KB; AppSync does not deliver it.`,
  );
  return false;
};

/** Runs handler code; what it throws without `util.error` is a mistake in it, which AppSync calls a Code error. */
export const runHandler = (
  cloud: Cloud,
  namespace: Namespace,
  name: "onPublish" | "onSubscribe",
  context: object,
): unknown => {
  try {
    return namespace.handlers[name]?.(context);
  } catch (error) {
    if (error instanceof EventsError) throw error;
    const message = `${name} of channel namespace "${namespace.name}" failed: ${String(error)}`;
    cloud.warn(message);
    throw new EventsError("Code", message, 403, error);
  }
};
