import { lastPart } from "../../core/arn.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import { at } from "../../core/values.ts";

const streamDimensions = (stream: string): readonly Dimensions[] => [{ StreamName: lastPart(stream) }];

const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);
const isThroughput = (code: string | undefined) => code === "ProvisionedThroughputExceededException";

/** https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html */
export const measureStreams =
  (metrics: Metrics): Measure =>
  ({ action, resource, error, output, input, durationMs = 0 }, ended) => {
    if (!ended) return;
    const of = () => metrics.of("AWS/Kinesis", resource, streamDimensions);
    switch (action) {
      case "PutRecord":
        of().add("PutRecord.Success", error ? 0 : 1);
        of().add("PutRecord.Latency", durationMs, "Milliseconds");
        of().add("WriteProvisionedThroughputExceeded", isThroughput(error?.code) ? 1 : 0);
        if (!error) of().add("IncomingRecords", 1);
        break;
      case "PutRecords": {
        const failed = Number(at(output, "FailedRecordCount") ?? 0);
        of().add("PutRecords.Success", error ? 0 : 1);
        of().add("PutRecords.Latency", durationMs, "Milliseconds");
        of().add("PutRecords.FailedRecords", failed);
        of().add("WriteProvisionedThroughputExceeded", failed);
        of().add("IncomingRecords", Math.max(0, lengthOf(at(input, "Records")) - failed));
        break;
      }
      case "GetRecords":
        of().add("GetRecords.Success", error ? 0 : 1);
        of().add("ReadProvisionedThroughputExceeded", isThroughput(error?.code) ? 1 : 0);
        if (error) break;
        of().add("GetRecords.Records", lengthOf(at(output, "Records")));
        of().add(
          "GetRecords.IteratorAgeMilliseconds",
          Number(at(output, "MillisBehindLatest") ?? 0),
          "Milliseconds",
        );
        break;
      case "Receive": {
        of().add("GetRecords.Records", lengthOf(output));
        const arrived = Number(at(output, lengthOf(output) - 1, "kinesis", "approximateArrivalTimestamp"));
        if (arrived > 0)
          of().add(
            "GetRecords.IteratorAgeMilliseconds",
            Math.max(0, metrics.now() - arrived * 1000),
            "Milliseconds",
          );
      }
    }
  };
