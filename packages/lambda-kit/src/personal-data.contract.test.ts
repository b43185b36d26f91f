import { type EventContract, toEntry } from "@sourdough/events-schema";
import { contracts } from "@sourdough/events-schema/contracts";
import { metadata } from "@sourdough/events-schema/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as z from "zod";
import { eventQueueHandler } from "./event-queue-handler.ts";
import { queueHandler } from "./queue-handler.ts";
import { taskHandler } from "./task-handler.ts";
import type { Telemetry } from "./telemetry.ts";
import { lambdaContext, sqsEvent } from "./testing.ts";

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  const write = (...words: unknown[]) => lines.push(words.map(String).join(" ")) > 0;
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, "write").mockImplementation(write);
  for (const level of ["log", "debug", "info", "warn", "error", "trace"] as const)
    vi.spyOn(console, level).mockImplementation(write);
});
afterEach(() => vi.restoreAllMocks());

const valuesAt = (value: unknown, [name, ...rest]: readonly string[]): unknown[] => {
  if (name === undefined) return value === undefined ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, [name, ...rest]));
  return typeof value === "object" && value !== null
    ? valuesAt((value as Record<string, unknown>)[name], rest)
    : [];
};
const markedIn = ({ personal }: EventContract, data: unknown): string[] =>
  personal.flatMap((path) => valuesAt(data, path.split("."))).map(String);

/** A use case that could not be more careless. */
const tellAll = async (message: unknown, { logger, count }: Telemetry) => {
  const text = JSON.stringify(message);
  logger.debug(`got ${text}`);
  logger.info("got it", { message, list: [message] });
  logger.warn(encodeURIComponent(text));
  logger.error("trouble", new Error(text));
  for (const part of text.split('"')) count(`Got ${part}`.slice(0, 200));
};
const failWithAll = async (message: unknown) => {
  const text = JSON.stringify(message);
  throw Object.assign(new Error(`cannot do ${text}`, { cause: new Error(text) }), {
    rejected: [message],
    text,
  });
};

/** Ways in which an event breaks its contract, or has none. */
const broken = (event: { detail: { metadata: object; data: object } }): unknown[] => {
  const { metadata: about, data } = event.detail;
  const withDetail = (detail: unknown) => ({ ...event, detail });
  const text = JSON.stringify(event);
  return [
    ...Object.keys(data).map((field) =>
      withDetail({ metadata: about, data: { ...data, [field]: undefined } }),
    ),
    ...Object.keys(data).map((field) => withDetail({ metadata: about, data: { ...data, [field]: [data] } })),
    withDetail({ metadata: { ...about, version: 99 }, data }),
    withDetail(JSON.stringify(event.detail)),
    withDetail([event.detail]),
    { ...event, source: "sourdough.nobody" },
    text.slice(0, -1),
    text.slice(0, text.indexOf("@") + 3),
    text.replace('"email":', '"email":x'),
  ];
};

const examples = contracts.flatMap((contract) =>
  contract.examples.map(
    (data, index) => [`${contract.name} v${contract.version}, example ${index + 1}`, contract, data] as const,
  ),
);

test.each(examples)(
  "nothing personal of %s is in any log line, whatever happens to it",
  async (_, contract, data) => {
    const entry = toEntry(contract, data, metadata);
    const event = { source: entry.Source, "detail-type": entry.DetailType, detail: JSON.parse(entry.Detail) };
    const bodies = [event, { Type: "Notification", Message: JSON.stringify(event) }, ...broken(event)];
    const events = [contract] as const;
    const anything = z.unknown();

    await eventQueueHandler({ name: "Tell", events, run: tellAll })(sqsEvent(...bodies), lambdaContext);
    await eventQueueHandler({ name: "Fail", events, run: failWithAll })(sqsEvent(...bodies), lambdaContext);
    await queueHandler({ name: "TellRaw", message: anything, run: tellAll })(sqsEvent(event), lambdaContext);
    await taskHandler({ name: "TellTask", input: anything, run: tellAll })(event, lambdaContext);
    const thrown = await taskHandler({ name: "FailTask", input: anything, run: failWithAll })(
      event,
      lambdaContext,
    ).catch((error: Error) => `${error.message} ${error.stack} ${String(error.cause)}`);

    const said = lines.join("\n");
    expect(said).toContain("Tell done");
    expect(said).toContain("Fail failed");
    expect(said).toContain(metadata.correlationId);
    for (const value of markedIn(contract, data))
      for (const form of [value, encodeURIComponent(value)]) {
        expect(said).not.toContain(form);
        expect(thrown).not.toContain(form);
      }
  },
);

test("there is something to hide", () => {
  const marked = examples.flatMap(([, contract, data]) => markedIn(contract, data));

  expect(marked.length).toBeGreaterThanOrEqual(6);
  expect(marked).toContainEqual(expect.stringContaining("@"));
});

test("finds a value however it is written", async () => {
  const email = 'o"bäcker+1@example.com';
  const run = async (_: unknown, { logger }: Telemetry) => {
    logger.info(email);
    logger.info(JSON.stringify({ to: email }));
    logger.info(`https://example.com/?to=${encodeURIComponent(email)}`);
  };
  await queueHandler({ name: "Write", message: z.unknown(), run })(sqsEvent({ email }), lambdaContext);

  expect(lines.filter((line) => line.includes("[personal]"))).toHaveLength(3);
  expect(lines.join()).not.toContain("cker");
});

test("says where a text is no JSON, and not what stands there", async () => {
  const handler = queueHandler({ name: "Read", message: z.unknown(), run: tellAll });
  await handler(sqsEvent('{"email":"a@b.nl"x}'), lambdaContext);

  expect(lines.join()).toContain("Read cannot read a message: input: is not JSON at position 17");
  expect(lines.join()).not.toContain("a@b");
});
