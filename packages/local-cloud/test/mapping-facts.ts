import { CreateEventSourceMappingCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Where the facts are asked for: here or on AWS. */
export interface Place {
  readonly lambda: LambdaClient;
  readonly functionName: string;
  readonly queueArn: string;
  /** Of a table. */
  readonly streamArn: string;
  stop(): Promise<void>;
}

type Facts = readonly [what: string, source: "queue" | "stream", settings: object, error: string][];

const INVALID = "InvalidParameterValueException";
const filters = (count: number) => ({
  FilterCriteria: {
    Filters: Array.from({ length: count }, (_, n) => ({
      Pattern: JSON.stringify({ dynamodb: { Keys: { id: { S: [String(n)] } } } }),
    })),
  },
});

const refused: Facts = [
  ["an age under a minute", "stream", { MaximumRecordAgeInSeconds: 59 }, INVALID],
  ["a factor of eleven", "stream", { ParallelizationFactor: 11 }, "ValidationException"],
  ["a window of over 15 minutes", "stream", { TumblingWindowInSeconds: 901 }, "ValidationException"],
  ["eleven filters", "stream", filters(11), INVALID],
  [
    "a table's change matched as a text",
    "stream",
    { FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":["text"]}' }] } },
    INVALID,
  ],
  ["a concurrency of a stream", "stream", { ScalingConfig: { MaximumConcurrency: 2 } }, INVALID],
  ["a factor of a queue", "queue", { ParallelizationFactor: 2 }, INVALID],
  ["a position of a queue", "queue", { StartingPosition: "LATEST" }, INVALID],
];

/** What AWS's documentation leaves open about mappings; each of them is refused, so that nothing is made. */
export const describeMappingFacts = (name: string, skip: boolean, connect: () => Promise<Place>) =>
  describe.skipIf(skip)(name, () => {
    let place: Place;
    beforeAll(async () => {
      place = await connect();
    });
    afterAll(() => place?.stop());

    test.each(refused)("refuses %s", async (_, source, settings, error) => {
      const command = new CreateEventSourceMappingCommand({
        FunctionName: place.functionName,
        Enabled: false,
        ...(source === "queue"
          ? { EventSourceArn: place.queueArn }
          : { EventSourceArn: place.streamArn, StartingPosition: "LATEST" }),
        ...settings,
      });
      await expect(place.lambda.send(command)).rejects.toMatchObject({ name: error });
    });
  });
