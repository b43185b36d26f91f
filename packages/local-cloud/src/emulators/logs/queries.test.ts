import {
  CloudWatchLogsClient,
  DeleteQueryDefinitionCommand,
  DescribeQueryDefinitionsCommand,
  GetQueryResultsCommand,
  PutQueryDefinitionCommand,
  StartLiveTailCommand,
  type StartLiveTailResponseStream,
  StartQueryCommand,
  type StartQueryCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { createLogsEmulator } from "./emulator.ts";
import { logTo, openLogs } from "./logs.fixture.ts";

const group = "/aws/lambda/PlaceOrder";
const other = "/aws/lambda/SendEmail";
const arn = `arn:aws:logs:eu-west-1:000000000000:log-group:${group}`;

let running: Awaited<ReturnType<typeof startTestGateway>>;
let logs: CloudWatchLogsClient;
let log: ReturnType<typeof logTo>;
let now: number;

beforeAll(async () => {
  running = await startTestGateway();
  const { cloud, gateway } = running;
  cloud.add(createLogsEmulator(cloud));
  logs = new CloudWatchLogsClient({
    endpoint: gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    // On AWS, live tails have a host of their own.
    disableHostPrefix: true,
  });
  log = logTo(cloud, group);
  log('{"level":"INFO","n":1}', '{"level":"ERROR","n":2}');
  logTo(cloud, other)('{"level":"ERROR","n":3}');
  now = Math.floor(cloud.clock.now() / 1000);
});
afterAll(() => running?.stop());

const start = async (queryString: string, given: Partial<StartQueryCommandInput> = {}) => {
  const input = { queryString, startTime: now - 60, endTime: now + 60, logGroupNames: [group, other] };
  const { queryId } = await logs.send(new StartQueryCommand({ ...input, ...given }));
  return queryId;
};
const look = (queryId: string | undefined) => logs.send(new GetQueryResultsCommand({ queryId }));
const result = async (queryId: string | undefined) => {
  running.cloud.clock.advance(1000);
  return look(queryId);
};

test("a query is scheduled before it is complete", async () => {
  const { call, cloud, log: write, stop } = openLogs(group);
  write("one");
  const asked = { queryString: "fields n", startTime: 0, endTime: now + 60, logGroupName: group };
  const { queryId } = await call<{ queryId: string }>("StartQuery", asked);
  const scheduled = { status: "Scheduled", results: [], statistics: { recordsScanned: 0 } };
  expect(await call("GetQueryResults", { queryId })).toMatchObject(scheduled);
  cloud.clock.advance(1000);
  const complete = { status: "Complete", statistics: { recordsScanned: 1 } };
  expect(await call("GetQueryResults", { queryId })).toMatchObject(complete);
  stop();
});

test("a complete query has rows and statistics", async () => {
  const queryId = await start("fields n | filter level = 'ERROR' | sort n desc");
  const { results, statistics, status } = await result(queryId);
  expect(status).toBe("Complete");
  expect(results?.map((row) => row.map(({ field, value }) => (field === "@ptr" ? field : value)))).toEqual([
    ["3", "@ptr"],
    ["2", "@ptr"],
  ]);
  expect(statistics).toMatchObject({
    recordsMatched: 2,
    recordsScanned: 3,
    bytesScanned: 68,
    logGroupsScanned: 2,
  });
});

test.each<[string, Partial<StartQueryCommandInput>, string[]]>([
  ["one group by name", { logGroupNames: undefined, logGroupName: other }, ["3"]],
  ["groups by ARN", { logGroupNames: undefined, logGroupIdentifiers: [`${arn}:*`] }, ["2", "1"]],
  ["no more rows than asked for", { limit: 1 }, ["3"]],
  ["another time", { startTime: 0, endTime: 1 }, []],
])("%s", async (_, given, expected) => {
  const { results } = await result(await start("fields n | sort n desc", given));
  expect(results?.map((row) => row[0]?.value)).toEqual(expected);
});

test("a query that is stopped stays without results, and is not stopped twice", async () => {
  const { call, cloud, log: write, stop } = openLogs(group);
  write("one");
  const asked = { queryString: "fields n", startTime: 0, endTime: now + 60, logGroupName: group };
  const { queryId } = await call<{ queryId: string }>("StartQuery", asked);
  expect(await call("StopQuery", { queryId })).toEqual({ success: true });
  cloud.clock.advance(1000);
  expect(await call("GetQueryResults", { queryId })).toMatchObject({ status: "Cancelled", results: [] });
  await expect(call("StopQuery", { queryId })).rejects.toMatchObject({ code: "InvalidParameterException" });
  expect(await call("DescribeQueries", { status: "Cancelled", logGroupName: group })).toMatchObject({
    queries: [{ queryId, queryString: "fields n" }],
  });
  expect(await call("DescribeQueries", { status: "Running" })).toMatchObject({ queries: [] });
  stop();
});

test("what cannot be run is refused before anything runs", async () => {
  await expect(start("fields n | colour red")).rejects.toMatchObject({
    name: "MalformedQueryException",
    message: expect.stringContaining("line 1, column 12"),
    queryCompileError: { location: { startCharOffset: 11, endCharOffset: 12 } },
  });
  await expect(start("fields n", { logGroupNames: ["/gone"] })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(start("fields n", { logGroupName: group })).rejects.toThrow("exactly one of");
  await expect(start("fields n", { endTime: 1 })).rejects.toThrow("before startTime");
  await expect(start("fields n", { queryLanguage: "SQL" })).rejects.toThrow("CWLI only");
  await expect(look("none")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("queries are saved, changed and deleted", async () => {
  const query = { name: "stage/errors", queryString: "fields n", logGroupNames: [group] };
  const { queryDefinitionId } = await logs.send(new PutQueryDefinitionCommand(query));
  await logs.send(new PutQueryDefinitionCommand({ ...query, queryDefinitionId, queryString: "fields m" }));
  const describe = async (queryDefinitionNamePrefix: string) =>
    (await logs.send(new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix }))).queryDefinitions;
  expect(await describe("stage/")).toMatchObject([{ ...query, queryDefinitionId, queryString: "fields m" }]);
  expect(await describe("other/")).toEqual([]);
  await logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId }));
  await expect(logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

const tail = async (given: { logEventFilterPattern?: string; logStreamNamePrefixes?: string[] } = {}) => {
  const { responseStream } = await logs.send(
    new StartLiveTailCommand({ logGroupIdentifiers: [arn], ...given }),
  );
  const events = responseStream![Symbol.asyncIterator]();
  const next = async () => (await events.next()).value as StartLiveTailResponseStream;
  /** What came within a second of the cloud's clock. */
  const update = async () => {
    const coming = next();
    running.cloud.clock.advance(1000);
    return (await coming).sessionUpdate;
  };
  return { next, update, leave: () => events.return?.() };
};

test("a live tail tells each second of the lines that came and fit", async () => {
  const { next, update, leave } = await tail({ logEventFilterPattern: '{ $.level = "ERROR" }' });
  expect((await next()).sessionStart).toMatchObject({
    sessionId: expect.any(String),
    logGroupIdentifiers: [arn],
    logEventFilterPattern: '{ $.level = "ERROR" }',
  });
  log('{"level":"INFO"}', '{"level":"ERROR","n":4}');
  logTo(running.cloud, other)('{"level":"ERROR","n":5}');
  expect(await update()).toMatchObject({
    sessionMetadata: { sampled: false },
    sessionResults: [{ message: '{"level":"ERROR","n":4}', logGroupIdentifier: `000000000000:${group}` }],
  });
  expect(await update()).toMatchObject({ sessionResults: [] });
  await leave();
});

test("a live tail has 500 lines at once, spread over all, and ends after three hours", async () => {
  const { next, update, leave } = await tail({ logStreamNamePrefixes: ["20"] });
  await next();
  log(...Array.from({ length: 1000 }, (_, n) => `line ${n}`));
  const { sessionMetadata, sessionResults } = (await update())!;
  expect(sessionMetadata).toEqual({ sampled: true });
  expect(sessionResults).toHaveLength(500);
  expect(sessionResults?.at(-1)?.message).toBe("line 998");
  running.cloud.clock.advance(3 * 3_600_000);
  await next();
  await expect(next()).rejects.toMatchObject({ name: "SessionTimeoutException" });
  await leave();
});

test.each([
  [[group], undefined, /no ARN of a log group/],
  [[`${arn}:*`], undefined, /no ARN of a log group/],
  [[arn, arn.replace("PlaceOrder", "SendEmail")], ["a"], /for one log group only/],
  [[`${arn}Gone`], undefined, /does not exist/],
])("a live tail of %j %j is refused", async (logGroupIdentifiers, logStreamNames, message) => {
  const command = new StartLiveTailCommand({ logGroupIdentifiers, logStreamNames });
  await expect(logs.send(command)).rejects.toThrow(message);
});
