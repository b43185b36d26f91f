import {
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
} from "@aws-sdk/client-lambda";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { eventually } from "../fixtures/eventually.ts";
import { type RecordedAnswer, recordedAnswers } from "./recorded-answers.cases.ts";
import { arns, startStreams } from "./streams.fixture.ts";

let cloud: Awaited<ReturnType<typeof startStreams>>;
let table: string;
let created: EventSourceMappingConfiguration | undefined;
beforeAll(async () => {
  cloud = await startStreams();
  table = String((await cloud.table("menu")).streamArn);
  await cloud.fn("take");
});
afterAll(() => cloud.stop());
afterEach(async () => {
  if (!created) return;
  const { UUID } = created;
  created = undefined;
  await eventually(async () => (await cloud.get(UUID)).State).toMatch(/abled$/);
  await cloud.client.send(new DeleteEventSourceMappingCommand({ UUID }));
  await eventually(() => cloud.get(UUID).catch(({ name }) => name)).toBe("ResourceNotFoundException");
});

/** With the names of what there is. */
const filled = <T>(value: T): T => {
  const names: Record<string, string> = {
    $stream: arns.stream,
    $queue: arns.orders,
    $dead: arns.dead,
    $table: table,
  };
  const fill = (each: unknown): unknown => {
    if (typeof each === "string") return each.replace(/\$(stream|queue|dead|table)$/, (name) => names[name]!);
    if (Array.isArray(each)) return each.map(fill);
    if (typeof each !== "object" || each === null || each instanceof Date) return each;
    return Object.fromEntries(Object.entries(each).map(([key, member]) => [key, fill(member)]));
  };
  return fill(value) as T;
};
const named = recordedAnswers.map((each) => [each.what, each] as [string, RecordedAnswer]);

test.each(named)("%s", async (_, { input, answer, error }) => {
  const asked = cloud.createAsGiven({ FunctionName: "take", ...filled(input) });
  if (error) {
    const refused = await asked.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(refused).toMatchObject(filled(error));
    if (error.name === "InvalidParameterValueException") expect(refused).toMatchObject({ Type: "User" });
    return;
  }
  created = await asked;
  const { UUID, EventSourceMappingArn, FunctionArn, EventSourceArn, LastModified, $metadata, ...settings } =
    created as Awaited<typeof asked>;
  expect(settings).toEqual(filled(answer));
  expect($metadata.httpStatusCode).toBe(202);
  expect(UUID).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(EventSourceMappingArn).toBe(`arn:aws:lambda:eu-west-1:000000000000:event-source-mapping:${UUID}`);
  expect(FunctionArn).toBe("arn:aws:lambda:eu-west-1:000000000000:function:take");
  expect(EventSourceArn).toBe(filled(input).EventSourceArn);
  expect(LastModified).toBeInstanceOf(Date);
});
