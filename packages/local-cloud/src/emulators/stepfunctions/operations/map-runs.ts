import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import type { MapRun } from "../map/map-run.ts";
import { executionOf, pageOf, type Service } from "./service.ts";

const mapRunArn = z.string().min(1).max(2000);
const describeInput = z.strictObject({ mapRunArn });
const listInput = z.strictObject({
  executionArn: z.string(),
  maxResults: z.int().min(0).max(1000).optional(),
  nextToken: z.string().optional(),
});
const updateInput = z.strictObject({
  mapRunArn,
  maxConcurrency: z.int().min(0).optional(),
  toleratedFailureCount: z.int().min(0).optional(),
  toleratedFailurePercentage: z.number().min(0).max(100).optional(),
});

export const mapRunOf = ({ mapRuns }: Service, arn: string): MapRun => {
  const run = mapRuns.find(arn);
  if (run) return run;
  throw new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
};

const dates = ({ startedAt, stoppedAt }: MapRun) => ({
  startDate: new Date(startedAt),
  stopDate: stoppedAt === undefined ? undefined : new Date(stoppedAt),
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html */
export const mapRunOperations = (service: Service): StepFunctionsOperations => ({
  DescribeMapRun(request: unknown) {
    const run = mapRunOf(service, parseInput(describeInput, request).mapRunArn);
    return {
      mapRunArn: run.arn,
      executionArn: run.executionArn,
      status: run.status,
      ...dates(run),
      maxConcurrency: run.maxConcurrency,
      toleratedFailureCount: run.toleratedFailureCount,
      toleratedFailurePercentage: run.toleratedFailurePercentage,
      itemCounts: { ...run.items },
      executionCounts: { ...run.executions },
      redriveCount: run.redriveCount,
      redriveDate: run.redrivenAt === undefined ? undefined : new Date(run.redrivenAt),
    };
  },

  ListMapRuns(request: unknown) {
    const { executionArn, ...paging } = parseInput(listInput, request);
    const runs = service.mapRuns.of(executionOf(service, executionArn).arn).toReversed();
    const { page, nextToken } = pageOf(runs, paging);
    return {
      mapRuns: page.map((run) => ({
        executionArn,
        mapRunArn: run.arn,
        stateMachineArn: run.stateMachineArn,
        ...dates(run),
      })),
      nextToken,
    };
  },

  UpdateMapRun(request: unknown) {
    const { mapRunArn, ...limits } = parseInput(updateInput, request);
    const run = mapRunOf(service, mapRunArn);
    if (Object.values(limits).every((limit) => limit === undefined))
      throw new AwsError(
        "ValidationException",
        "At least one of maxConcurrency, toleratedFailureCount and toleratedFailurePercentage must be given.",
      );
    if (run.status !== "RUNNING")
      throw new AwsError("ValidationException", `Map Run is not running: '${mapRunArn}'`);
    run.maxConcurrency = limits.maxConcurrency ?? run.maxConcurrency;
    run.toleratedFailureCount = limits.toleratedFailureCount ?? run.toleratedFailureCount;
    run.toleratedFailurePercentage = limits.toleratedFailurePercentage ?? run.toleratedFailurePercentage;
    run.keeper.changed(run);
    run.onUpdate();
    return {};
  },
});
