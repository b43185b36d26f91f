import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../fixtures/eventually.ts";
import { recordedStreams } from "./recorded-streams.cases.ts";
import { arns, startStreams } from "./streams.fixture.ts";

let cloud: Awaited<ReturnType<typeof startStreams>>;
beforeEach(async () => {
  cloud = await startStreams();
});
afterEach(() => cloud.stop());

const named = recordedStreams.map((each) => [`${each.source}: ${each.what}`, each] as const);

test.each(named)("%s", async (_, given) => {
  const { source, handler, answer = "", mapping, before = [], after = [], runs, dead, result } = given;
  const fn = await cloud.fn(handler, { environment: { variables: { ANSWER: answer } } });
  const sourceArn = source === "kinesis" ? arns.stream : (await cloud.table("menu")).streamArn;
  const put = async (texts: string[]) => {
    if (source === "kinesis") await cloud.put(texts);
    else for (const id of texts) await cloud.putItem("menu", { id: { S: id } } as never);
  };
  for (const { ageSeconds = 0, texts } of before) {
    await put(texts);
    cloud.cloud.clock.advance(ageSeconds * 1000);
  }
  const { UUID } = await cloud.map({
    FunctionName: handler,
    EventSourceArn: sourceArn,
    ...mapping,
    ...(dead && { DestinationConfig: { OnFailure: { Destination: arns.dead } } }),
  });
  const seen = () => fn.texts().flat().length;
  let expected = runs.flat().length - after.flat().length * (runs.length > 0 ? 1 : 0);
  for (const texts of after) {
    await put(texts);
    expected += texts.length;
    // On AWS a second batch came later, too; the last may be tried again.
    if (texts !== after.at(-1)) await cloud.passTime(() => seen() >= expected);
  }
  await cloud.passTime(
    async () => seen() >= runs.flat().length && (!dead || (await cloud.deadLetters()).length > 0),
  );
  expect(fn.texts()).toEqual(runs);
  if (result) await eventually(async () => (await cloud.get(UUID)).LastProcessingResult).toBe(result);
  if (!dead) return expect(await cloud.deadLetters()).toEqual([]);
  const [letter] = await cloud.deadLetters();
  expect(letter.requestContext).toMatchObject({
    condition: dead.condition,
    approximateInvokeCount: dead.invocations,
  });
  if (dead.condition === "RecordAgeExceeded") expect(letter).not.toHaveProperty("responseContext");
  else
    expect(letter.responseContext).toEqual({
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: dead.functionError,
    });
  const info = letter.KinesisBatchInfo ?? letter.DDBStreamBatchInfo;
  const instant = source === "kinesis" ? /T[\d:]{8}\.\d{3}Z$/ : /T[\d:]{8}Z$/;
  expect(info).toMatchObject({
    batchSize: dead.batchSize,
    streamArn: sourceArn,
    approximateArrivalOfFirstRecord: expect.stringMatching(instant),
    approximateArrivalOfLastRecord: expect.stringMatching(instant),
  });
});
