import { KinesisClient } from "@aws-sdk/client-kinesis";
import { describeKinesisFacts } from "./kinesis-facts.ts";

// Makes a stream of its own, and removes it.
const stage = process.env.SOURDOUGH_STAGE;

describeKinesisFacts(`on AWS, ${stage ?? "(no stage: set SOURDOUGH_STAGE)"}`, !stage, async () => {
  const kinesis = new KinesisClient({});
  return { kinesis, pass: () => {}, stop: async () => kinesis.destroy() };
});
