import { S3Client } from "@aws-sdk/client-s3";
import { describeBucketFacts } from "./bucket-facts.ts";

// Makes a bucket of its own, and removes it; the stage only says that there is an account to ask.
const stage = process.env.SOURDOUGH_STAGE;

describeBucketFacts(`on AWS, ${stage ?? "(no stage: set SOURDOUGH_STAGE)"}`, !stage, async () => {
  const s3 = new S3Client({});
  return { s3, stop: async () => s3.destroy() };
});
