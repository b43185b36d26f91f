import {
  type ExecutionStatus as DurableStatus,
  GetDurableExecutionCommand,
  ListDurableExecutionsByFunctionCommand,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  ListExecutionsCommand,
  ListStateMachinesCommand,
} from "@aws-sdk/client-sfn";
import { isOfStage } from "../dlq/wiring.ts";
import { nameOf } from "../names.ts";
import { allPages, eachOf } from "../pages.ts";
import type { Target } from "../target.ts";
import { isDurable } from "./history.ts";

/** An execution of a Standard state machine or of a durable function. */
export interface Found {
  readonly arn: string;
  readonly name: string;
  /** `CloseOfDay`, `FulfilOrder`: as in the infrastructure. */
  readonly of: string;
  readonly status: string;
  readonly startedAt: Date;
  readonly stoppedAt?: Date | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly redriveCount?: number | undefined;
  readonly whyNotRedrivable?: string | undefined;
}

/** As Step Functions calls them; what Lambda calls `STOPPED` was `ABORTED`. */
export const statuses = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const;
export const unsuccessful: readonly string[] = ["FAILED", "TIMED_OUT", "ABORTED"];

const durableStatus = (status: string) => (status === "ABORTED" ? "STOPPED" : status) as DurableStatus;
const fromDurable = (status = "") => (status === "STOPPED" ? "ABORTED" : status);

interface Owner {
  readonly name: string;
  readonly arn: string;
}

/** `sourdough-local-FulfilOrderFunction-onnxzhbm` is FulfilOrder. */
const shortName = (physical: string, stage: string) =>
  physical.replace(new RegExp(`^sourdough(?:-[a-z]+)?-${stage}-`), "").replace(/Function-[a-z]+$/, "");

const owners = async ({ lambda, sfn, stage }: Target): Promise<Owner[]> => {
  const [machines, functions] = await Promise.all([
    allPages(async (nextToken) => {
      const page = await sfn.send(new ListStateMachinesCommand({ nextToken, maxResults: 1000 }));
      return { items: page.stateMachines, next: page.nextToken };
    }),
    allPages(async (Marker) => {
      const page = await lambda.send(new ListFunctionsCommand({ Marker }));
      return { items: page.Functions, next: page.NextMarker };
    }),
  ]);
  return [
    ...machines
      .filter(({ name = "", type }) => type === "STANDARD" && isOfStage(name, stage))
      .map(({ name = "", stateMachineArn: arn = "" }) => ({ name: shortName(name, stage), arn })),
    ...functions
      .filter(({ FunctionName = "", DurableConfig }) => DurableConfig && isOfStage(FunctionName, stage))
      .map(({ FunctionName = "", FunctionArn: arn = "" }) => ({ name: shortName(FunctionName, stage), arn })),
  ];
};

const ofMachine = async (
  { sfn }: Target,
  { arn, name }: Owner,
  status: string,
  most: number,
): Promise<Found[]> => {
  const found = await allPages(async (nextToken) => {
    const page = await sfn.send(
      new ListExecutionsCommand({
        stateMachineArn: arn,
        statusFilter: status as ExecutionStatus,
        maxResults: Math.min(most, 1000),
        nextToken,
      }),
    );
    return { items: page.executions, next: page.nextToken };
  }, most);
  return eachOf(found, ({ executionArn = "" }) => describeMachine({ sfn } as Target, executionArn, name));
};

const describeMachine = async ({ sfn }: Target, executionArn: string, of: string): Promise<Found> => {
  const one = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return {
    arn: executionArn,
    name: one.name ?? "",
    of,
    status: String(one.status),
    startedAt: one.startDate ?? new Date(0),
    stoppedAt: one.stopDate,
    error: one.error,
    cause: one.cause,
    redriveCount: one.redriveCount,
    whyNotRedrivable:
      one.redriveStatus === "REDRIVABLE" ? undefined : (one.redriveStatusReason ?? String(one.redriveStatus)),
  };
};

const ofFunction = async (
  target: Target,
  { arn, name: of }: Owner,
  status: string,
  most: number,
): Promise<Found[]> => {
  const found = await allPages(async (Marker) => {
    const page = await target.lambda.send(
      new ListDurableExecutionsByFunctionCommand({
        FunctionName: arn,
        Statuses: [durableStatus(status)],
        MaxItems: Math.min(most, 1000),
        Marker,
      }),
    );
    return { items: page.DurableExecutions, next: page.NextMarker };
  }, most);
  return eachOf(found, ({ DurableExecutionArn = "" }) => describeDurable(target, DurableExecutionArn, of));
};

const describeDurable = async (
  { lambda }: Target,
  DurableExecutionArn: string,
  of: string,
): Promise<Found> => {
  const one = await lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn }));
  const status = fromDurable(one.Status);
  return {
    arn: DurableExecutionArn,
    name: one.DurableExecutionName ?? "",
    of,
    status,
    startedAt: one.StartTimestamp ?? new Date(0),
    stoppedAt: one.EndTimestamp,
    error: one.Error?.ErrorType,
    cause: one.Error?.ErrorMessage,
    whyNotRedrivable: unsuccessful.includes(status)
      ? `a durable execution is begun anew, by dlq redrive ${of}`
      : `it is ${status}`,
  };
};

/** Those with one of the statuses, the newest first. Throws an error with the names when nothing is called `of`. */
export const listExecutions = async (
  target: Target,
  { wanted, of, max }: { wanted: readonly string[]; of?: string | undefined; max: number },
): Promise<Found[]> => {
  const all = await owners(target);
  const chosen = all.filter(({ name }) => of === undefined || name.toLowerCase() === of.toLowerCase());
  if (chosen.length === 0)
    throw new Error(
      `${target.stage} has no workflow "${of}"; it has ${all.map(({ name }) => name).join(", ")}.`,
    );
  const found = await eachOf(
    chosen.flatMap((owner) => wanted.map((status) => ({ owner, status }))),
    ({ owner, status }) => (isDurable(owner.arn) ? ofFunction : ofMachine)(target, owner, status, max),
  );
  return found.flat().sort((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
};

const isGone = (error: unknown) => /DoesNotExist|NotFound/.test((error as Error).name);

/** By its ARN, or its name in whichever workflow has one of it. Throws an error when none has. */
export const findExecution = async (target: Target, nameOrArn: string): Promise<Found> => {
  const all = await owners(target);
  if (nameOrArn.startsWith("arn:")) {
    const owner = all.find(({ arn }) =>
      nameOrArn.startsWith(
        isDurable(nameOrArn) ? `${arn}:` : `${arn.replace(":stateMachine:", ":execution:")}:`,
      ),
    );
    const of = owner?.name ?? nameOf(nameOrArn.replace(/:[^:]+$/, ""));
    return (isDurable(nameOrArn) ? describeDurable : describeMachine)(target, nameOrArn, of);
  }
  for (const { arn, name } of all) {
    if (isDurable(arn)) {
      const { DurableExecutions = [] } = await target.lambda.send(
        new ListDurableExecutionsByFunctionCommand({ FunctionName: arn, DurableExecutionName: nameOrArn }),
      );
      const [found] = DurableExecutions;
      if (found) return describeDurable(target, found.DurableExecutionArn ?? "", name);
      continue;
    }
    const executionArn = `${arn.replace(":stateMachine:", ":execution:")}:${nameOrArn}`;
    const found = await describeMachine(target, executionArn, name).catch((error: unknown) => {
      if (isGone(error)) return undefined;
      throw error;
    });
    if (found) return found;
  }
  throw new Error(
    `No execution of ${target.stage} is called "${nameOrArn}": executions list has names, of ${all.map(({ name }) => name).join(", ")}.`,
  );
};
