import { SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { stageRecords } from "../src/deploy/stage-records.ts";

const stage = process.env.SOURDOUGH_STAGE;

test.skipIf(!stage)(
  `stage ${stage ?? "(none: set SOURDOUGH_STAGE)"} takes a record of 5 KB and gives it back`,
  async () => {
    const records = stageRecords(stage!, new SSMClient({}));
    const publishes = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [`sourdough.orders/SomethingHappened${n}.v1`, 1]),
    );
    const deployment = { commit: "0".repeat(40), deployedAt: new Date().toISOString(), publishes, takes: {} };

    await records.write("test-of-records", deployment);
    expect((await records.read())["test-of-records"]).toEqual(deployment);
  },
);
