import { arns, startStreams } from "../src/emulators/lambda/event-sources/streams.fixture.ts";
import { describeMappingFacts } from "./mapping-facts.ts";

describeMappingFacts("on the local cloud", false, async () => {
  const cloud = await startStreams();
  const { streamArn } = await cloud.table("menu");
  await cloud.fn("take");
  await cloud.emulator.start?.();
  return {
    lambda: cloud.client,
    functionName: "take",
    queueArn: arns.orders,
    streamArn: String(streamArn),
    stop: cloud.stop,
  };
});
