import { lastPart } from "../../../core/arn.ts";
import type { DistributedMap } from "../asl/program.ts";
import { dataLimitExceeded, PAYLOAD_LIMIT, StateError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import type { MapRun } from "./map-run.ts";
import type { CallS3 } from "./read-items.ts";

type Writer = NonNullable<DistributedMap["writer"]>;

/** What a child execution was, in the words of DescribeExecution. */
const described = (child: Execution): Record<string, unknown> => ({
  ExecutionArn: child.arn,
  Input: child.inputText,
  InputDetails: { Included: true },
  Name: child.name,
  ...(child.outputText !== undefined && { Output: child.outputText, OutputDetails: { Included: true } }),
  ...(child.error !== undefined && { Error: child.error }),
  ...(child.cause !== undefined && { Cause: child.cause }),
  RedriveCount: 0,
  RedriveStatus: "NOT_REDRIVABLE",
  RedriveStatusReason: "Execution is not redrivable by the local cloud.",
  StartDate: new Date(child.startedAt).toISOString(),
  StateMachineArn: child.machine.arn,
  Status: child.status,
  StopDate: child.stoppedAt === undefined ? undefined : new Date(child.stoppedAt).toISOString(),
});

/** JSON of what is kept of an execution; several where an array is flattened. */
const entriesOf = (child: Execution, transformation: Writer["transformation"]): string[] => {
  // What failed is returned as it is.
  if (child.status !== "SUCCEEDED" || transformation === "NONE") return [JSON.stringify(described(child))];
  const output = child.outputText ?? "null";
  if (transformation === "COMPACT" || !output.startsWith("[")) return [output];
  return (JSON.parse(output) as unknown[]).map((one) => JSON.stringify(one));
};

/** Takes what child executions come to, and gives the state's result. */
export interface Results {
  add(child: Execution, size: number): Promise<void>;
  /** Once all have ended. */
  finish(): Promise<unknown>;
}

/** Results as the state's output, which may not exceed the payload limit. */
export const collectResults = (
  writer: Pick<Writer, "outputType" | "transformation">,
  stateName: string,
): Results => {
  const entries = new Map<number, string[]>();
  let bytes = 0;
  let next = 0;
  return {
    async add(child) {
      const kept = entriesOf(child, writer.transformation);
      for (const entry of kept) bytes += Buffer.byteLength(entry) + 1;
      // The rest would only be thrown away.
      if (bytes <= PAYLOAD_LIMIT) entries.set(next++, kept);
    },
    async finish() {
      if (bytes > PAYLOAD_LIMIT) throw dataLimitExceeded(stateName);
      const all = [...entries.values()].flat();
      return writer.outputType === "JSONL" ? all.join("\n") : (JSON.parse(`[${all.join(",")}]`) as unknown);
    },
  };
};

/** A file is written when it has so many bytes; on AWS at 5 GB. */
const FILE_BYTES = 8 * 1024 * 1024;

interface ResultFile {
  Key: string;
  Size: number;
}

const emptyFile = () => ({ entries: [] as string[], bytes: 0, executions: 0, items: 0 });

const fileOf = ({ status }: Execution): "FAILED" | "PENDING" | "SUCCEEDED" => {
  if (status === "SUCCEEDED") return "SUCCEEDED";
  // Started, and stopped with the run.
  return status === "ABORTED" ? "PENDING" : "FAILED";
};

/**
 * Results in files of S3, with a manifest of them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export const writeResults = (
  writer: Writer,
  { Bucket, Prefix = "" }: { Bucket: string; Prefix?: string },
  run: MapRun,
  call: CallS3,
): Results => {
  const folder = [Prefix.replace(/\/$/, ""), lastPart(run.arn)].filter((part) => part !== "").join("/");
  const files: Record<"FAILED" | "PENDING" | "SUCCEEDED", ResultFile[]> = {
    FAILED: [],
    PENDING: [],
    SUCCEEDED: [],
  };
  const open = { FAILED: emptyFile(), PENDING: emptyFile(), SUCCEEDED: emptyFile() };

  const put = async (Key: string, text: string) => {
    try {
      await call("PutObject", { Bucket, Key, Body: text, ContentType: "application/json" });
    } catch (error) {
      const cause = error instanceof StateError ? error.details : (error as Error).message;
      throw new StateError("States.ResultWriterFailed", cause ?? "", { cause: error });
    }
  };
  const flush = async (kind: keyof typeof open) => {
    const { entries, executions, items } = open[kind];
    if (entries.length === 0) return;
    open[kind] = emptyFile();
    const isLines = writer.outputType === "JSONL";
    const text = isLines ? `${entries.join("\n")}\n` : `[${entries.join(",")}]`;
    const Key = `${folder}/${kind}_${files[kind].length}.${isLines ? "jsonl" : "json"}`;
    files[kind].push({ Key, Size: Buffer.byteLength(text) });
    await put(Key, text);
    run.executions.resultsWritten += executions;
    run.items.resultsWritten += items;
  };

  return {
    async add(child, size) {
      const kind = fileOf(child);
      const file = open[kind];
      const entries = entriesOf(child, writer.transformation);
      file.entries.push(...entries);
      file.bytes += entries.reduce((sum, entry) => sum + entry.length, 0);
      file.executions += 1;
      file.items += size;
      if (file.bytes > FILE_BYTES) await flush(kind);
    },
    async finish() {
      await flush("SUCCEEDED");
      await flush("FAILED");
      await flush("PENDING");
      const Key = `${folder}/manifest.json`;
      await put(Key, JSON.stringify({ DestinationBucket: Bucket, MapRunArn: run.arn, ResultFiles: files }));
      return { MapRunArn: run.arn, ResultWriterDetails: { Bucket, Key } };
    },
  };
};
