import { expect, test } from "vitest";
import { compileFilterPattern } from "./filter-pattern.ts";
import { openLogs } from "./logs.fixture.ts";

const error = JSON.stringify({
  level: "ERROR",
  status: 503,
  error: { name: "TransientError" },
  tags: ["a"],
  gone: null,
  ok: false,
});

test.each([
  ["", "anything", true],
  ["ERROR", "[ERROR] no", true],
  ["error", "[ERROR] no", false],
  ["ERROR no", "[ERROR] no", true],
  ["ERROR -no", "[ERROR] no", false],
  ["?ERROR ?WARN", "[WARN]", true],
  ["?ERROR ?WARN", "[INFO]", false],
  ['"no bread"', "there is no bread", true],
  ['"no bread"', "bread, no", false],
  ["%no+%", "nooo", true],
  ['{ $.level = "ERROR" }', error, true],
  ["{ $.level = ERROR }", error, true],
  ['{ $.level = "ERR*" && $.status >= 500 }', error, true],
  ['{ $.level = "WARN" || ($.status > 502 && $.status < 504) }', error, true],
  ['{ $.level != "ERROR" }', error, false],
  ['{ $.nothing != "ERROR" }', error, false],
  ["{ $.error.name = %^Trans% }", error, true],
  ['{ $.tags[0] = "a" }', error, true],
  ["{ $.gone IS NULL }", error, true],
  ["{ $.ok IS FALSE && $.nothing NOT EXISTS }", error, true],
  ["{ $.status = 503 }", error, true],
  ['{ $.status = "503" }', error, false],
  ["{ $.level = ERROR }", "no JSON", false],
])("%s on %s", (pattern, message, expected) => {
  expect(compileFilterPattern(pattern)(message)).toBe(expected);
});

test.each([
  ['"open', /position 1 .*quoted term/],
  ["{ $.a = 1", /} is missing/],
  ["{ level = 1 }", /position 3 .*begins with a field/],
  ["{ $.a LIKE 1 }", /position 7 .*LIKE is no operator/],
  ["{ $.a = 1 } more", /position 13 .*nothing may come after/],
  ["[a, b]", /not implemented by the local cloud/],
])("%s is refused, with the place", (pattern, message) => {
  expect(() => compileFilterPattern(pattern)).toThrow(message);
});

const group = "/aws/lambda/PlaceOrder";
const open = () => openLogs(group);
interface Events {
  events: { message: string; eventId: string; timestamp: number }[];
  nextToken?: string;
  nextForwardToken?: string;
  nextBackwardToken?: string;
}

test("what functions log is found by time, pattern and page", async () => {
  const { cloud, log, call, stop } = open();
  log("one", "two");
  const between = cloud.clock.now() + 1000;
  cloud.clock.advance(2000);
  log("three");

  const filter = (input: object) => call<Events>("FilterLogEvents", { logGroupName: group, ...input });
  const messages = async (input: object) => (await filter(input)).events.map(({ message }) => message);
  expect(await messages({})).toEqual(["one", "two", "three"]);
  expect(await messages({ startTime: between })).toEqual(["three"]);
  expect(await messages({ endTime: between, filterPattern: "o -w" })).toEqual(["one"]);
  const first = await filter({ limit: 2 });
  expect(await messages({ limit: 2, nextToken: first.nextToken })).toEqual(["three"]);
  expect(new Set((await filter({})).events.map(({ eventId }) => eventId)).size).toBe(3);
  const arn = `arn:aws:logs:eu-west-1:000000000000:log-group:${group}:*`;
  expect((await call<Events>("FilterLogEvents", { logGroupIdentifier: arn })).events).toHaveLength(3);
  await expect(call("FilterLogEvents", { logGroupName: "/gone" })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
  await expect(filter({ colour: "red" })).rejects.toThrow("colour: not implemented by the local cloud");
  stop();
});

test("groups and streams are listed, and a stream is read from both ends", async () => {
  const { log, call, stop } = open();
  log("one", "two", "three");
  expect(await call("DescribeLogGroups", { logGroupNamePrefix: "/aws/lambda/Place" })).toMatchObject({
    logGroups: [{ logGroupName: group }],
  });
  expect(await call("DescribeLogGroups", { logGroupNamePrefix: "/aws/vended" })).toMatchObject({
    logGroups: [],
  });
  const { logStreams } = await call<{ logStreams: { logStreamName: string }[] }>("DescribeLogStreams", {
    logGroupName: group,
  });
  const read = (input: object) =>
    call<Events>("GetLogEvents", {
      logGroupName: group,
      logStreamName: logStreams[0]!.logStreamName,
      ...input,
    });
  const newest = await read({ limit: 2 });
  expect(newest.events.map(({ message }) => message)).toEqual(["two", "three"]);
  const older = await read({ nextToken: newest.nextBackwardToken });
  expect(older.events.map(({ message }) => message)).toEqual(["one"]);
  expect((await read({ nextToken: newest.nextForwardToken })).events).toEqual([]);
  expect((await read({ startFromHead: true, limit: 1 })).events[0]!.message).toBe("one");
  stop();
});

test("a group keeps its newest lines, up to a megabyte", async () => {
  const { log, call, stop } = open();
  for (let n = 0; n < 30; n += 1) log(`${n} ${"x".repeat(100_000)}`);
  const { events } = await call<Events>("FilterLogEvents", { logGroupName: group });
  expect(events.length).toBe(10);
  expect(events.at(-1)!.message).toMatch(/^29 /);
  stop();
});
