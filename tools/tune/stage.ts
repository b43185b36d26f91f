import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  paginateListFunctions,
  ResourceNotFoundException,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import * as z from "zod";
import { measured, type Point, type Pricing, type Report } from "./points.ts";

export interface StageOptions {
  readonly memorySizes: readonly number[];
  /** JSON. */
  readonly payload: string;
  /** Invocations that count, for each size. */
  readonly times: number;
  pricing(architecture: "arm64" | "x86_64"): Pricing;
  say(line: string): void;
  /** Downloads code. */
  download(url: string): Promise<Uint8Array>;
}

/** Physical name of a function of a stage. Throws when there is none. */
export const functionOfStage = async (lambda: LambdaClient, stage: string, name: string): Promise<string> => {
  const pattern = new RegExp(`^sourdough(-[a-z]+)?-${stage}-(.+)Function-[a-z]+$`);
  const there = new Map<string, string>();
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const { FunctionName = "" } of Functions) {
      const [, , logical] = pattern.exec(FunctionName) ?? [];
      if (logical !== undefined) there.set(logical, FunctionName);
    }
  const found = there.get(name);
  if (found) return found;
  throw new Error(
    there.size === 0
      ? `The stage "${stage}" has no functions here: deploy it first, or use the credentials and region of its account.`
      : `The stage "${stage}" has no function ${name}. There are ${[...there.keys()].sort().join(", ")}.`,
  );
};

/**
 * Invokes a copy of a function with each memory size. The function itself is only read, so whatever ends this on the
 * way leaves it as it was: what may be left is the copy, which nothing invokes, and which the next run deletes.
 */
export const tuneOnStage = async (
  lambda: LambdaClient,
  functionName: string,
  { memorySizes, payload, times, pricing, say, download }: StageOptions,
): Promise<Point[]> => {
  const { Configuration, Code } = await lambda.send(
    new GetFunctionCommand({ FunctionName: functionName, Qualifier: "live" }),
  );
  if (Configuration?.DurableConfig)
    throw new Error(`${functionName} is a durable function: an invocation of it is part of an execution.`);
  const copy = `${functionName.slice(0, 64 - "-tuning".length)}-tuning`;
  const leave = () =>
    lambda.send(new DeleteFunctionCommand({ FunctionName: copy })).catch((error: unknown) => {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    });
  await leave();
  const interrupted = () =>
    void leave()
      .catch((error: Error) => console.error(`${copy} is left: ${error.message}`))
      .then(() => process.exit(130));
  process.once("SIGINT", interrupted);
  try {
    say(`Copying ${functionName} to ${copy} ...`);
    await lambda.send(
      new CreateFunctionCommand({
        ...copied(Configuration!),
        FunctionName: copy,
        MemorySize: memorySizes[0],
        Code: { ZipFile: await download(Code!.Location!) },
      }),
    );
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 300 }, { FunctionName: copy });
    const prices = pricing(Configuration!.Architectures?.[0] ?? "x86_64");
    const points: Point[] = [];
    for (const memoryMb of memorySizes) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: copy, MemorySize: memoryMb }));
      await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 300 }, { FunctionName: copy });
      await invoke(lambda, copy, payload);
      const took: Report[] = [];
      for (let time = 0; time < times; time++) took.push(await invoke(lambda, copy, payload));
      points.push(measured(memoryMb, took, prices));
      say(`${memoryMb} MB: ${times} invocations`);
    }
    return points;
  } finally {
    process.off("SIGINT", interrupted);
    await leave();
  }
};

/** What the copy has of the function, but for its traces, which would count as the function's. */
const copied = (of: FunctionConfiguration) => ({
  Role: of.Role,
  Runtime: of.Runtime,
  Handler: of.Handler,
  Architectures: of.Architectures,
  Timeout: of.Timeout,
  Environment: { Variables: of.Environment?.Variables },
  EphemeralStorage: of.EphemeralStorage,
  Layers: of.Layers?.flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn])),
  LoggingConfig: of.LoggingConfig,
  KMSKeyArn: of.KMSKeyArn,
  Description: `A copy of ${of.FunctionName}, made by npm run tune: nothing needs it.`,
});

const PlatformReport = z.object({
  type: z.literal("platform.report"),
  record: z.object({ metrics: z.object({ durationMs: z.number(), maxMemoryUsedMB: z.number() }) }),
});

/** Throws when the function failed. */
const invoke = async (lambda: LambdaClient, FunctionName: string, payload: string): Promise<Report> => {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(payload), LogType: "Tail" }),
  );
  if (answer.FunctionError)
    throw new Error(
      `${FunctionName} failed: ${Buffer.from(answer.Payload ?? [])
        .toString()
        .slice(0, 500)}`,
    );
  return reportIn(Buffer.from(answer.LogResult ?? "", "base64").toString());
};

/** The report in a function's log, which is text or JSON. */
export const reportIn = (log: string): Report => {
  const [, ms, usedMb] = /^REPORT .*?\tDuration: ([\d.]+) ms.*?\tMax Memory Used: (\d+) MB/m.exec(log) ?? [];
  if (ms !== undefined) return { ms: Number(ms), usedMb: Number(usedMb) };
  for (const line of log.split("\n")) {
    if (!line.includes('"platform.report"')) continue;
    const { data } = PlatformReport.safeParse(JSON.parse(line));
    if (data) return { ms: data.record.metrics.durationMs, usedMb: data.record.metrics.maxMemoryUsedMB };
  }
  throw new Error(`The log has no report of how long the invocation took: ${log.slice(-300)}`);
};
