import { lastPart } from "../../../core/arn.ts";
import type { DistributedMap } from "../asl/program.ts";
import { dataLimitExceeded, PAYLOAD_LIMIT, StateError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import { redriveStatusOf } from "../redrive.ts";
import type { FileKind, MapRun, ResultFile } from "./map-run.ts";
import type { CallS3 } from "./read-items.ts";

type Writer = NonNullable<DistributedMap["writer"]>;

const redriveOf = (child: Execution) => {
  const { redriveStatus, redriveStatusReason } = redriveStatusOf(child, child.stoppedAt ?? child.startedAt);
  return { RedriveStatus: redriveStatus, RedriveStatusReason: redriveStatusReason };
};

/** What a child execution was, in the words of DescribeExecution. */
const described = (child: Execution): Record<string, unknown> => ({
  ExecutionArn: child.arn,
  Input: child.inputText,
  InputDetails: { Included: true },
  Name: child.name,
  ...(child.outputText !== undefined && { Output: child.outputText, OutputDetails: { Included: true } }),
  ...(child.error !== undefined && { Error: child.error }),
  ...(child.cause !== undefined && { Cause: child.cause }),
  RedriveCount: child.redriveCount,
  ...redriveOf(child),
  StartDate: new Date(child.startedAt).toISOString(),
  StateMachineArn: child.machine.arn,
  Status: child.status,
  StopDate: child.stoppedAt === undefined ? undefined : new Date(child.stoppedAt).toISOString(),
});

/** JSON of what is kept of an execution; several where an array is flattened. */
const entriesOf = (child: Execution, transformation: Writer["transformation"]): readonly string[] => {
  // What failed is returned as it is.
  if (child.status !== "SUCCEEDED" || transformation === "NONE") return [JSON.stringify(described(child))];
  const output = child.outputText ?? "null";
  if (transformation === "COMPACT" || !output.startsWith("[")) return [output];
  return (JSON.parse(output) as unknown[]).map((one) => JSON.stringify(one));
};

/** What one child execution came to. */
export interface MapResult {
  readonly kind: FileKind;
  /** Items that it had. */
  readonly size: number;
  /** Its place in the order of the items. */
  readonly index: number;
  /** JSON texts. */
  readonly entries: readonly string[];
}

const resultOf = (child: Execution, size: number, transformation: Writer["transformation"]): MapResult => ({
  kind: kindOf(child),
  size,
  index: child.mapIndex ?? 0,
  entries: entriesOf(child, transformation),
});

/** Takes what child executions come to, and gives the state's result. */
export interface Results {
  add(child: Execution, size: number): Promise<void>;
  /** Once all have ended. */
  finish(): Promise<unknown>;
}

/** Results as the state's output, in the order of the items, which may not exceed the payload limit. */
export const collectResults = (
  writer: Pick<Writer, "outputType" | "transformation">,
  stateName: string,
  { keeper }: MapRun,
): Results => {
  const before = keeper.held ?? keeper.results.read();
  const held: MapResult[] = [];
  keeper.held = held;
  const bytes = { FAILED: 0, PENDING: 0, SUCCEEDED: 0 };
  const take = (result: MapResult) => {
    const { kind, entries } = result;
    // The rest would only be thrown away; a redrive throws away what failed.
    if (bytes[kind] <= PAYLOAD_LIMIT) held.push(result);
    for (const entry of entries) bytes[kind] += Buffer.byteLength(entry) + 1;
  };
  before.forEach(take);
  return {
    async add(child, size) {
      const result = resultOf(child, size, writer.transformation);
      keeper.results.add(result);
      take(result);
    },
    async finish() {
      const inOrder = held.toSorted((one, other) => one.index - other.index);
      const all = inOrder.flatMap(({ entries }) => entries);
      if (bytes.FAILED + bytes.PENDING + bytes.SUCCEEDED > PAYLOAD_LIMIT) throw dataLimitExceeded(stateName);
      return writer.outputType === "JSONL" ? all.join("\n") : (JSON.parse(`[${all.join(",")}]`) as unknown);
    },
  };
};

/** A file is written when it has so many bytes; on AWS at 5 GB. */
const FILE_BYTES = 8 * 1024 * 1024;

/** Of a run that goes on: results that are in no file yet. */
const unwritten = ({ files, keeper }: MapRun): MapResult[] => {
  const written = { FAILED: 0, PENDING: 0, SUCCEEDED: 0 };
  for (const kind of kinds) for (const { executions } of files[kind]) written[kind] += executions;
  return keeper.results.read().filter(({ kind }) => written[kind]-- <= 0);
};

const kinds = ["FAILED", "PENDING", "SUCCEEDED"] as const satisfies FileKind[];

const manifestOf = (files: MapRun["files"]): Record<FileKind, ResultFile[]> => {
  const listed = (kind: FileKind) => files[kind].map(({ Key, Size }) => ({ Key, Size }));
  return { FAILED: listed("FAILED"), PENDING: listed("PENDING"), SUCCEEDED: listed("SUCCEEDED") };
};

const emptyFile = () => ({ entries: [] as string[], bytes: 0, executions: 0, items: 0 });

const kindOf = ({ status }: Execution): FileKind => {
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
  const { files, keeper } = run;
  const named = {
    FAILED: files.FAILED.length,
    PENDING: files.PENDING.length,
    SUCCEEDED: files.SUCCEEDED.length,
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
  /** One file after the other, so that those that are written have what came first. */
  let writing = Promise.resolve();
  const flush = (kind: FileKind): Promise<void> => {
    const { entries, executions, items } = open[kind];
    if (entries.length === 0) return writing;
    keeper.held = keeper.held?.filter((result) => result.kind !== kind);
    open[kind] = emptyFile();
    const isLines = writer.outputType === "JSONL";
    const text = isLines ? `${entries.join("\n")}\n` : `[${entries.join(",")}]`;
    const Key = `${folder}/${kind}_${named[kind]++}.${isLines ? "jsonl" : "json"}`;
    writing = writing.then(async () => {
      await put(Key, text);
      files[kind].push({ Key, Size: Buffer.byteLength(text), executions, items });
      run.executions.resultsWritten += executions;
      run.items.resultsWritten += items;
      keeper.changed(run);
    });
    return writing;
  };
  const take = (result: MapResult) => {
    const { kind, size, entries } = result;
    keeper.held?.push(result);
    const file = open[kind];
    file.entries.push(...entries);
    file.bytes += entries.reduce((sum, entry) => sum + entry.length, 0);
    file.executions += 1;
    file.items += size;
    return file.bytes > FILE_BYTES ? flush(kind) : undefined;
  };
  const before = keeper.held ?? unwritten(run);
  keeper.held = [];
  for (const result of before) void take(result);

  return {
    async add(child, size) {
      const result = resultOf(child, size, writer.transformation);
      keeper.results.add(result);
      await take(result);
    },
    async finish() {
      await flush("SUCCEEDED");
      await flush("FAILED");
      await flush("PENDING");
      const Key = `${folder}/manifest.json`;
      await put(
        Key,
        JSON.stringify({ DestinationBucket: Bucket, MapRunArn: run.arn, ResultFiles: manifestOf(files) }),
      );
      return { MapRunArn: run.arn, ResultWriterDetails: { Bucket, Key } };
    },
  };
};
