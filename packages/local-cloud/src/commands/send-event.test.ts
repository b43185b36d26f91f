import { expect, test } from "vitest";
import type { EventCatalogue } from "../console/api.ts";
import type { ConsoleClient } from "./console-client.ts";
import { events } from "./events.ts";
import { sendEvent } from "./send-event.ts";

const contract = { source: "shop", detailType: "OrderPlaced", version: 1, examples: [{ from: "example" }] };
const catalogue = {
  buses: [{ name: "shop-bus", label: "Shop" }],
  contracts: [contract],
  seen: [],
} as unknown as EventCatalogue;

const sent = async (event: Partial<Parameters<typeof sendEvent>[1]>) => {
  const bodies: unknown[] = [];
  const console_ = {
    get: async () => catalogue,
    post: async (_path: string, body: unknown) => void bodies.push(body),
  } as unknown as ConsoleClient;
  const url = "http://127.0.0.1:1";
  const outputs = { awsEndpoint: url, webUrl: url, consoleUrl: url, region: "eu-west-1" };
  await sendEvent({ outputs, console: console_ }, { detailType: "OrderPlaced", ...event });
  return bodies;
};

test("sends the example only where no detail is given", async () => {
  expect(await sent({})).toMatchObject([{ detail: { from: "example" } }]);
  expect(await sent({ detail: {} })).toMatchObject([{ detail: {} }]);
  expect(await sent({ detail: null, force: true })).toMatchObject([{ detail: null, force: true }]);
});

test("says why the sources of AWS are not for an app", async () => {
  await expect(sent({ source: "aws.s3" })).rejects.toThrow(
    /^Sources that begin with "aws\." .* not aws\.s3\. Name another with --source\.$/,
  );
});

test.each(["null", "[]", '"x"', "7"])("takes no detail that is not an object: %s", async (detail) => {
  await expect(events.run(["send", "OrderPlaced", "--detail", detail, "--force"])).rejects.toMatchObject({
    name: "Misuse",
    message: `--detail is an object, as EventBridge wants it, and not ${JSON.stringify(JSON.parse(detail))}.`,
  });
});
