import { describe, expect, test } from "vitest";
import { arns, createPipeFixture, givingBack, message } from "./pipe.fixture.ts";

const causes = [7];
const records = [message("m-1", '{"id":"o-1"}'), message("m-2", "{}")];

describe("a path that finds nothing fails its record alone, and says so", () => {
  const finds = (name: string, path: string) =>
    expect.stringContaining(`${name} is ${path}, which finds nothing in the event`);

  test.each(["messageGroupId", "messageDeduplicationId"])("as the %s of a queue", async (parameter) => {
    const { start, received, cloud, reasons } = createPipeFixture();
    const { queue } = await start({
      target: arns.outQueue,
      targetParameters: { sqsQueueParameters: { [parameter]: "$.body.id" } },
    });
    expect(await queue.handle({ records, causes })).toEqual(["m-2"]);
    expect(received.map(({ input }) => (input.Entries as unknown[]).length)).toEqual([1]);
    const name = parameter.charAt(0).toUpperCase() + parameter.slice(1);
    expect(cloud.warnings).toEqual([finds(name, "$.body.id")]);
    expect(cloud.journal.hops()[0]!.output).toMatchObject({
      failed: [{ pollId: "m-2", reason: { code: "INVALID_PARAMETER", message: finds(name, "$.body.id") } }],
    });
    await expect.poll(() => reasons.get("m-2")?.message).toEqual(finds(name, "$.body.id"));
  });

  test.each([
    ["source", "Source"],
    ["detailType", "DetailType"],
    ["time", "Time"],
    ["resources", "Resources"],
  ])("as the %s of an event", async (parameter, name) => {
    const { start, received, cloud } = createPipeFixture();
    const path = parameter === "resources" ? ["$.body.id"] : "$.body.id";
    const { queue } = await start({
      target: arns.bus,
      targetParameters: { eventbridgeEventBusParameters: { [parameter]: path } },
    });
    expect(await queue.handle({ records: [records[1]!], causes })).toEqual(["m-2"]);
    expect(received).toEqual([]);
    expect(cloud.warnings).toEqual([finds(name, "$.body.id")]);
  });

  test("or is no time", async () => {
    const { start, cloud } = createPipeFixture();
    const { queue } = await start({
      target: arns.bus,
      targetParameters: { eventbridgeEventBusParameters: { time: "$.body.id" } },
    });
    expect(await queue.handle({ records: [records[0]!], causes })).toEqual(["m-1"]);
    expect(cloud.warnings).toEqual([expect.stringContaining('Time is "o-1", which is no time')]);
  });

  test("after an enrichment the whole batch", async () => {
    const { start } = createPipeFixture({ Invoke: () => ({ Payload: '[{"id":"o-1"},{}]' }) });
    const { queue } = await start({
      enrichment: arns.function,
      target: arns.outQueue,
      targetParameters: { sqsQueueParameters: { messageGroupId: "$.id" } },
    });
    await expect(queue.handle({ records, causes })).rejects.toThrow("MessageGroupId is $.id");
  });
});

describe("a message that is given back is explained by", () => {
  test("what its target answered", async () => {
    const Failed = [{ Id: "1", Code: "InvalidParameterValue", Message: "too long", SenderFault: true }];
    const { start, reasons, cloud } = createPipeFixture({ SendMessageBatch: () => ({ Failed }) });
    const { queue } = await start({ target: arns.outQueue });
    await queue.handle({ records, causes });
    await expect
      .poll(() => reasons.get("m-2"))
      .toEqual({
        code: "InvalidParameterValue",
        message: "too long",
      });
    expect(cloud.warnings).toEqual([expect.stringContaining("InvalidParameterValue, too long")]);
  });

  test("what a state machine caught, also when the journal has packed it", async () => {
    const { start, reasons, cloud } = createPipeFixture({
      StartSyncExecution: () => {
        cloud.journal.record({
          service: "states",
          action: "CatchError",
          resource: arns.machine,
          input: { messageId: "m-2" },
          output: { Error: "OutOfStock", Cause: "no buns" },
        });
        cloud.journal.record({ service: "states", action: "CatchError", resource: arns.machine });
        return { status: "SUCCEEDED", output: givingBack("m-2") };
      },
    });
    const { queue } = await start();
    await queue.handle({ records, causes });
    await expect.poll(() => reasons.get("m-2")).toEqual({ code: "OutOfStock", message: "no buns" });
  });

  test("what a function logged", async () => {
    const line = JSON.stringify({ level: "ERROR", messageId: "m-2", error: { name: "Odd", message: "so" } });
    const { start, reasons, cloud } = createPipeFixture({
      Invoke: () => {
        const [batch] = cloud.journal.hops();
        cloud.journal.record({
          service: "lambda",
          action: "Log",
          resource: "log-group",
          causes: [batch!.id],
          output: [line],
        });
        return { Payload: givingBack("m-2") };
      },
    });
    const { queue } = await start({ target: arns.function });
    await queue.handle({ records, causes });
    await expect.poll(() => reasons.get("m-2")).toEqual({ code: "Odd", message: "so" });
  });

  test("a remedy when nobody said why", async () => {
    const { start, reasons } = createPipeFixture({ Invoke: () => ({ Payload: givingBack("m-2") }) });
    const { queue } = await start({ target: arns.function });
    await queue.handle({ records, causes });
    await expect.poll(() => reasons.get("m-2")?.message).toContain("reported as failed without a reason");
  });
});

test.each([
  [{ targetParameters: { lambdaFunctionParameters: { invocationType: "FIRE_AND_FORGET" } } }],
  [{ target: arns.bus, targetParameters: { sqsQueueParameters: { messageGroupId: "g" } } }],
  [{ sourceParameters: { dynamodbStreamParameters: { startingPosition: "LATEST" } } }],
])("refuses parameters that do nothing: %j", async (properties) => {
  await expect(createPipeFixture().start(properties)).rejects.toThrow("of another kind of source or target");
});
