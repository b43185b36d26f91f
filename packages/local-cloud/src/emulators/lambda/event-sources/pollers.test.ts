import { expect, test } from "vitest";
import { checkSettings } from "./checks.ts";
import { mostAtOnce } from "./pollers.ts";
import { eventSourceMappingProperties } from "./properties.ts";

const eventSourceArn = "arn:aws:sqs:eu-west-1:000000000000:orders";
const queue = { functionName: "f", eventSourceArn };
const pollers = (minimumPollers?: number, maximumPollers?: number) => ({
  provisionedPollerConfig: { minimumPollers, maximumPollers },
});
const stream = {
  eventSourceArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/s",
  startingPosition: "LATEST",
} as const;

test("each poller of one's own begins ten invocations at once", () => {
  expect(mostAtOnce({ ...queue, ...pollers(2, 5) })).toBe(50);
  expect(mostAtOnce({ ...queue, ...pollers() })).toBe(2000);
  expect(mostAtOnce({ ...queue, scalingConfig: { maximumConcurrency: 6 } })).toBe(6);
  expect(mostAtOnce(queue)).toBe(Number.POSITIVE_INFINITY);
  expect(checkSettings({ ...queue, ...pollers(2, 5) })).toBe("sqs");
});

test.each([
  [
    "a maximum concurrency beside them",
    { ...pollers(2, 5), scalingConfig: { maximumConcurrency: 5 } },
    "exclu",
  ],
  [
    "more at least than at most",
    pollers(6, 5),
    "MinimumPollers is 6, and cannot be more than MaximumPollers",
  ],
  ["one", pollers(1, 5), "has two pollers at least, not 1"],
  ["a stream", { ...stream, ...pollers(2, 5) }, "Unsupported ProvisionedPollerConfig parameter"],
])("refuses %s", (_, settings, said) => {
  expect(() => checkSettings({ ...queue, ...settings })).toThrow(said);
});

test("refuses a number of pollers that AWS has not", () => {
  expect(eventSourceMappingProperties.safeParse({ ...queue, ...pollers(2, 2001) }).success).toBe(false);
  expect(eventSourceMappingProperties.safeParse({ ...queue, ...pollers(201) }).success).toBe(false);
});
