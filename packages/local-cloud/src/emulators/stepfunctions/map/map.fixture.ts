import { AwsError } from "../../../core/aws-error.ts";
import type { TestCloud } from "../../../testing/fake-cloud.ts";
import type { StandIns } from "../../../testing/stand-in.ts";
import { createWorkflows } from "../../../testing/workflows.ts";

/** Objects of a bucket, and what was put into it. */
export const createBucket = (objects: Record<string, string | (() => AsyncIterable<Uint8Array>)> = {}) => {
  const put: Record<string, string> = {};
  const s3 = {
    GetObject: ({ Key }: { Key: string }) => {
      const found = Object.hasOwn(objects, Key) ? objects[Key]! : undefined;
      if (found === undefined)
        throw new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404 });
      return { Body: typeof found === "string" ? found : found() };
    },
    ListObjectsV2: ({ Prefix = "", ContinuationToken }: { Prefix?: string; ContinuationToken?: string }) => {
      const keys = Object.keys(objects).filter((key) => key.startsWith(Prefix));
      const start = Number(ContinuationToken ?? 0);
      return {
        Contents: keys.slice(start, start + 2).map((Key) => ({
          Key,
          ETag: `"${Key}"`,
          Size: 7,
          LastModified: new Date("2026-01-01T00:00:00.500Z"),
          StorageClass: "STANDARD",
        })),
        NextContinuationToken: start + 2 < keys.length ? String(start + 2) : undefined,
      };
    },
    PutObject: ({ Key, Body }: { Key: string; Body: string }) => {
      put[Key] = Body;
      return {};
    },
  };
  const json = (key: string) => JSON.parse(put[key] ?? "null");
  return { s3, put, json };
};

interface MapOptions {
  /** Further fields of the Map state. */
  readonly map?: object;
  readonly states?: Record<string, unknown>;
  readonly executionType?: "STANDARD" | "EXPRESS";
  readonly after?: Record<string, unknown>;
}

/** A machine with one distributed Map, whose child executions do `states`. */
export const mapOf = ({ map, states, executionType = "EXPRESS", after }: MapOptions = {}) => ({
  StartAt: "Import",
  States: {
    Import: {
      Type: "Map",
      Label: "Rows",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: executionType },
        StartAt: Object.keys(states ?? { Row: 0 })[0]!,
        States: states ?? { Row: { Type: "Pass", End: true } },
      },
      ...(after ? { Next: Object.keys(after)[0] } : { End: true }),
      ...map,
    },
    ...after,
  },
});

export const csvReader = (Key: string, config: object = {}) => ({
  Resource: "arn:aws:states:::s3:getObject",
  ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", ...config },
  Arguments: { Bucket: "menus", Key },
});

export const createMaps = (
  bucket: ReturnType<typeof createBucket>,
  services: StandIns = {},
  cloud?: TestCloud,
) => {
  const workflows = createWorkflows({ ...services, s3: bucket.s3 } as unknown as StandIns, cloud);
  let machines = 0;
  const run = async (options: MapOptions, input: unknown = {}) => {
    const arn = await workflows.machine(`Import${machines++}`, mapOf(options));
    const execution = await workflows.start(arn, input);
    return { execution, arn, ...(await workflows.end(execution)) };
  };
  const mapRunOf = async (executionArn: string) => {
    const { mapRuns = [] } = await workflows.call("ListMapRuns", { executionArn });
    return workflows.call("DescribeMapRun", { mapRunArn: mapRuns[0]!.mapRunArn! });
  };
  return { ...workflows, run, mapRunOf };
};
