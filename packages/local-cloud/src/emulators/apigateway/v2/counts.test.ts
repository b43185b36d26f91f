import { expect, test } from "vitest";
import type { NamedHop } from "../../../core/journal.ts";
import type { Resource } from "../../../core/resource-graph.ts";
import { createMeter } from "../../../metering/meter.ts";
import { createTestCloud } from "../../../testing/fake-cloud.ts";
import { graphOf } from "../../../testing/graph.ts";
import { services } from "../../registry.ts";
import { API } from "./resources.ts";

const apiOf = (id: string, protocolType: string): Resource => ({
  type: API,
  name: id,
  urn: "",
  id,
  inputs: { protocolType },
  outputs: { arn: `arn:aws:apigateway:eu-west-1::/apis/${id}` },
});
const graph = graphOf([apiOf("http1", "HTTP"), apiOf("sock1", "WEBSOCKET")]);
const arn = (path: string) => `arn:aws:execute-api:eu-west-1:000000000000:${path}`;

const countsOf = (draft: Partial<NamedHop>, output?: object, error?: Error) => {
  const cloud = Object.assign(createTestCloud(), { graph });
  const hop = cloud.journal.record({ service: "execute-api", ...draft } as NamedHop);
  cloud.journal.finish(hop, { output, error });
  const minute = cloud.metrics.minute();
  const counted = [...cloud.metrics.all()].flatMap((series) => {
    const bucket = series.between(minute - 1, minute + 1);
    return series.unit === "Milliseconds" || !bucket || bucket.sum === 0
      ? []
      : [`${series.metric} ${Object.values(series.dimensions).join(" ")}`];
  });
  const billed = createMeter(graph, services)(hop, hop);
  cloud.clock.stop();
  return [counted, billed.map(({ price, quantity }) => `${quantity} ${price.label}`)];
};
const text = (kilobytes: number) => "x".repeat(kilobytes * 1024);

test.each([
  [
    "a request to an HTTP API",
    { action: "POST", resource: arn("http1/$default/POST/orders"), input: { body: text(600) } },
    { status: 404 },
    undefined,
    ["Count http1", "Count http1 $default", "4xx http1", "4xx http1 $default"],
    ["2 HTTP API requests"],
  ],
  [
    "a request to a REST API",
    { action: "GET", resource: arn("rest1/live/GET/orders") },
    { status: 500 },
    undefined,
    ["Count rest1", "Count rest1 live", "5XXError rest1", "5XXError rest1 live"],
    ["1 REST requests"],
  ],
  [
    "a client that is refused",
    { action: "Connect", resource: arn("sock1/live/$connect") },
    { status: 401 },
    new Error("no"),
    ["ConnectCount sock1", "ConnectCount sock1 live", "ClientError sock1", "ClientError sock1 live"],
    [],
  ],
  [
    "a message that a function fails at",
    { action: "Message", resource: arn("sock1/live/order"), input: { body: text(33) } },
    { status: 500 },
    new Error("no"),
    ["MessageCount sock1", "MessageCount sock1 live", "ExecutionError sock1", "ExecutionError sock1 live"],
    ["2 WebSocket messages"],
  ],
  [
    "a message to a client",
    { action: "PostToConnection", resource: arn("sock1/live/POST/@connections/a"), input: { body: "a" } },
    { status: 200 },
    undefined,
    ["MessageCount sock1", "MessageCount sock1 live"],
    ["1 WebSocket messages"],
  ],
  [
    "a client that leaves after three minutes",
    { action: "Disconnect", resource: arn("sock1/live/$disconnect") },
    { connectedMs: 180_000 },
    undefined,
    [],
    ["3 WebSocket connection minutes"],
  ],
])("counts and bills %s", (_, draft, output, error, counted, billed) => {
  const [metrics, uses] = countsOf(draft, output, error);
  expect(metrics?.toSorted()).toEqual(counted.toSorted());
  expect(uses).toEqual(billed);
});
