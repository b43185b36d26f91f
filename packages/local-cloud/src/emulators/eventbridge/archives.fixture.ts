import {
  CreateArchiveCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  type ReplayState,
  StartReplayCommand,
  type StartReplayCommandInput,
} from "@aws-sdk/client-eventbridge";
import { expect, onTestFinished } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { createEventBusFixture, queueArn } from "./event-bus.fixture.ts";

export const arn = (resource: string) => `arn:aws:events:eu-west-1:000000000000:${resource}`;

/** The bus `shop` with a rule and a queue behind it, reached through the SDK. */
export const setUpArchives = async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  const bus = createEventBusFixture(undefined, cloud);
  onTestFinished(async () => {
    await bus.emulator.stop?.();
    await stop();
  });
  const ruleArn = bus.route({ source: ["bakery"] }, { arn: queueArn("q") });
  const client = new EventBridgeClient({
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const begin = cloud.clock.now();
  const startReplay = (ReplayName: string, more: Partial<StartReplayCommandInput> = {}) =>
    client.send(
      new StartReplayCommand({
        ReplayName,
        EventSourceArn: arn("archive/all"),
        EventStartTime: new Date(begin - 24 * 3_600_000),
        EventEndTime: new Date(cloud.clock.now() + 1000),
        Destination: { Arn: arn("event-bus/shop") },
        ...more,
      }),
    );
  const describeReplay = (ReplayName: string) => client.send(new DescribeReplayCommand({ ReplayName }));
  return {
    ...bus,
    client,
    ruleArn,
    startReplay,
    describeReplay,
    createArchive: (more: object = {}) =>
      client.send(
        new CreateArchiveCommand({ ArchiveName: "all", EventSourceArn: arn("event-bus/shop"), ...more }),
      ),
    /** Until everything that was put is in the archives. */
    arrive: () => cloud.clock.advance(10_000),
    async ends(name: string, state: ReplayState = "COMPLETED") {
      cloud.clock.advance(1000);
      await expect.poll(async () => (await describeReplay(name)).State, { timeout: 20_000 }).toBe(state);
    },
    bodies: () =>
      bus.received.map(({ input }) => JSON.parse(String(input.MessageBody)) as Record<string, unknown>),
  };
};
