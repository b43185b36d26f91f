import { type Link, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { Locator } from "../console/map/locate.ts";
import type { Hop, Journal } from "../core/journal.ts";
import type { Services } from "../core/services.ts";
import { shortName } from "../core/values.ts";

export interface SpanContextSource {
  readonly journal: Pick<Journal, "hop">;
  readonly locator: Pick<Locator, "nodeOf">;
  readonly services: Services;
}

const producers = new Set([
  "SendMessage",
  "SendMessageBatch",
  "Publish",
  "PutEvents",
  "PutRecord",
  "PutRecords",
]);
const consumers = new Set(["Receive", "Deliver", "ReceiveMessage"]);
const messaging: Readonly<Record<string, string>> = {
  sqs: "aws_sqs",
  sns: "aws.sns",
  events: "aws_eventbridge",
  kinesis: "aws_kinesis",
};
/** Without an area of the app it is AWS's own: what the local cloud stands in for. */
const noArea = "aws";

const timeOf = (milliseconds: number): [seconds: number, nanoseconds: number] => {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
};

/**
 * Hops as OpenTelemetry's spans. `run` is 8 hexadecimal digits of this run of the local cloud: numbers of hops begin
 * again with the next one, and a client may name the same trace in both.
 */
export const createSpans = ({ journal, locator, services }: SpanContextSource, run: string) => {
  const resources = new Map<string, Resource>();

  const resourceOf = (area: string) => {
    let resource = resources.get(area);
    if (!resource) {
      resource = resourceFromAttributes({
        "service.name": area,
        "service.namespace": "local-cloud",
        "deployment.environment.name": "local",
        "cloud.provider": "aws",
      });
      resources.set(area, resource);
    }
    return resource;
  };
  const contextOf = ({ traceId, id }: Pick<Hop, "traceId" | "id">): SpanContext => ({
    traceId,
    spanId: run + id.toString(16).padStart(8, "0"),
    traceFlags: TraceFlags.SAMPLED,
  });
  const kindOf = (hop: Hop): SpanKind => {
    if (services.kindOf(hop).fromClient || hop.causes.length === 0) return SpanKind.SERVER;
    if (services.kindOf(hop).toClient) return SpanKind.CLIENT;
    if (producers.has(hop.action)) return SpanKind.PRODUCER;
    return consumers.has(hop.action) ? SpanKind.CONSUMER : SpanKind.INTERNAL;
  };

  /** `parent` is the hop it stands under, of the same trace; every other cause becomes a link. */
  return (hop: Hop, parent: number | undefined): ReadableSpan => {
    const node = locator.nodeOf(hop);
    const name = services.kindOf(hop).title?.(hop) ?? node?.name ?? shortName(hop.resource);
    const links = hop.causes.flatMap((id): Link[] => {
      const cause = id === parent ? undefined : journal.hop(id);
      return cause ? [{ context: contextOf(cause) }] : [];
    });
    const duration = timeOf(hop.durationMs ?? 0);
    const endTime = timeOf(hop.at + (hop.durationMs ?? 0));
    const system = messaging[hop.service];
    return {
      name: `${hop.action} ${name}`.trim(),
      kind: kindOf(hop),
      spanContext: () => contextOf(hop),
      parentSpanContext: parent === undefined ? undefined : contextOf({ traceId: hop.traceId, id: parent }),
      startTime: timeOf(hop.at),
      endTime,
      duration,
      ended: true,
      status: hop.error
        ? { code: SpanStatusCode.ERROR, message: hop.error.message }
        : { code: SpanStatusCode.UNSET },
      attributes: {
        "rpc.system": "aws-api",
        "rpc.service": hop.service,
        "rpc.method": hop.action,
        "aws.resource": hop.resource,
        ...(system && { "messaging.system": system }),
        ...(hop.error && { "error.type": hop.error.code }),
        ...(hop.attempt !== undefined && { "local_cloud.attempt": hop.attempt }),
        ...(hop.source !== undefined && { "local_cloud.source": hop.source }),
        "local_cloud.hop": hop.id,
      },
      links,
      events: [],
      resource: resourceOf(node?.area ?? noArea),
      instrumentationScope: { name: "sourdough-local" },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  };
};
