import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import type { CostReport, MapModel, Trace } from "../src/console/api.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

let cloud: LocalCloud;

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const root = appFolder(
    "new-service",
    `const bikes = new aws.location.Tracker("Bikes", { trackerName: "bikes", positionFiltering: "DistanceBased" });
     const actions = ["geo:BatchUpdateDevicePosition"];
     new sst.aws.Function("Ride", {
       handler: "src/ride.handler",
       permissions: [{ actions, resources: [bikes.trackerArn] }],
     });
     return { tracker: bikes.trackerArn };`,
    { files: { "src/ride.ts": "export const handler = async () => {};" } },
  );
  const services = [join(import.meta.dirname, "trackers/service.ts")];
  cloud = await startLocalCloud({ root, services, ports: { web: 0, aws: 0, console: 0 } });
});
afterAll(() => cloud?.stop());

const request = (method: string, path: string, body?: unknown) =>
  fetch(`${cloud.outputs.awsEndpoint}${path}`, {
    method,
    headers: {
      authorization: "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/geo/aws4_request, Signature=0",
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const shown = async <Answer>(path: string): Promise<Answer> =>
  (await (await fetch(`${cloud.outputs.consoleUrl}${path}`)).json()) as Answer;

const bike = { DeviceId: "bike-1", Position: [13.4, 52.5], SampleTime: "2026-01-01T00:00:00Z" };

test("a folder with a description is a service: of the config, the wire, the map, the traces and the bill", async () => {
  const positions = "/tracking/v0/trackers/bikes/positions";
  const sent = await request("POST", positions, { Updates: [bike, { ...bike, DeviceId: "bike-2" }] });
  expect([sent.status, await sent.json()]).toEqual([200, { Errors: [] }]);
  const latest = await request("GET", "/tracking/v0/trackers/bikes/devices/bike-1/positions/latest");
  await expect(latest.json()).resolves.toEqual(bike);
  const lost = await request("GET", "/tracking/v0/trackers/cars/devices/car-1/positions/latest");
  expect([lost.status, lost.headers.get("x-amzn-errortype")]).toEqual([404, "ResourceNotFoundException"]);

  const { nodes, edges, stats } = await shown<MapModel>("/api/map");
  expect(nodes.find(({ id }) => id === "external:Bikes")).toMatchObject({
    arn: cloud.outputs.tracker,
    facts: { Filtering: "DistanceBased" },
  });
  expect(edges.find(({ id }) => id === "function:Ride→external:Bikes")).toMatchObject({
    kind: "flow",
    label: "BatchUpdateDevicePosition",
  });
  expect(stats.nodes["external:Bikes"]).toMatchObject({ count: 2, failures: 0 });

  const [hop] = cloud.journal.hops(({ service }) => service === "geo");
  const { hops } = await shown<Trace>(`/api/trace?id=${hop?.traceId}`);
  expect(hops).toMatchObject([{ node: "external:Bikes", note: "2 positions" }]);

  const bill = await shown<CostReport>("/api/cost");
  expect(bill.hops).toMatchObject([
    { service: "geo", action: "BatchUpdateDevicePosition", resource: "Bikes", count: 1, usd: 0.0001 },
  ]);
  expect(bill.prices).toContainEqual(expect.objectContaining({ service: "Location", unit: "Positions" }));
});
