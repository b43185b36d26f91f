import type {
  PipeEnrichmentParameters,
  PipeSourceParameters,
  PipeTargetParameters,
} from "@aws-sdk/client-pipes";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { parseInput } from "../parse-input.ts";
import type { PipesOperations } from "./api.ts";
import type { Pipe } from "./pipe.ts";

export const named = z.object({ Name: z.string() });
const listing = z.strictObject({
  NamePrefix: z.string().optional(),
  SourcePrefix: z.string().optional(),
  TargetPrefix: z.string().optional(),
  DesiredState: z.enum(["RUNNING", "STOPPED"]).optional(),
  CurrentState: z.string().optional(),
  Limit: z.coerce.number().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

// The API and Pulumi spell these differently.
const spelling: Record<string, string> = {
  dynamodbStreamParameters: "DynamoDBStreamParameters",
  eventbridgeEventBusParameters: "EventBridgeEventBusParameters",
};

const asApi = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asApi);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      spelling[key] ?? key.charAt(0).toUpperCase() + key.slice(1),
      asApi(each),
    ]),
  );
};

const summary = (pipe: Pipe) => ({
  Name: pipe.name,
  Arn: pipe.arn,
  DesiredState: pipe.desiredState,
  CurrentState: pipe.currentState,
  CreationTime: pipe.createdAt,
  LastModifiedTime: pipe.modifiedAt,
});

const description = (pipe: Pipe) => {
  const {
    description,
    roleArn,
    source,
    sourceParameters,
    enrichment,
    enrichmentParameters,
    target,
    targetParameters,
  } = pipe.properties;
  return {
    ...summary(pipe),
    Description: description,
    RoleArn: roleArn,
    Source: source,
    SourceParameters: asApi(sourceParameters) as PipeSourceParameters,
    Enrichment: enrichment,
    EnrichmentParameters: asApi(enrichmentParameters) as PipeEnrichmentParameters,
    Target: target,
    TargetParameters: asApi(targetParameters) as PipeTargetParameters,
  };
};

/** Operations on the pipes of the config. */
export const createPipeOperations = (pipes: ReadonlyMap<string, Pipe>, now: () => Date): PipesOperations => {
  const find = (input: unknown): Pipe => {
    const { Name } = parseInput(named, input);
    const pipe = pipes.get(Name);
    if (pipe) return pipe;
    throw new AwsError("NotFoundException", `Pipe ${Name} does not exist.`, { status: 404 });
  };
  const change = (pipe: Pipe, desired: "RUNNING" | "STOPPED") => {
    pipe.desiredState = desired;
    pipe.modifiedAt = now();
  };
  return {
    DescribePipe: (input) => description(find(input)),
    ListPipes(input) {
      const {
        NamePrefix = "",
        SourcePrefix = "",
        TargetPrefix = "",
        DesiredState,
        CurrentState,
        Limit,
        NextToken,
      } = parseInput(listing, input);
      const wanted = [...pipes.values()].filter(
        (pipe) =>
          pipe.name.startsWith(NamePrefix) &&
          pipe.properties.source.startsWith(SourcePrefix) &&
          pipe.properties.target.startsWith(TargetPrefix) &&
          (DesiredState ?? pipe.desiredState) === pipe.desiredState &&
          (CurrentState ?? pipe.currentState) === pipe.currentState,
      );
      const start = Number(NextToken ?? 0);
      if (!Number.isInteger(start) || start < 0)
        throw new AwsError("ValidationException", "NextToken is not valid.");
      const end = start + Limit;
      return {
        Pipes: wanted.slice(start, end).map((pipe) => ({
          ...summary(pipe),
          Source: pipe.properties.source,
          Target: pipe.properties.target,
          Enrichment: pipe.properties.enrichment,
        })),
        NextToken: end < wanted.length ? String(end) : undefined,
      };
    },
    StartPipe(input) {
      const pipe = find(input);
      if (pipe.currentState === "STOPPING") {
        throw new AwsError("ConflictException", `Pipe ${pipe.name} is stopping.`, { status: 409 });
      }
      change(pipe, "RUNNING");
      pipe.run();
      return { ...summary(pipe), CurrentState: "STARTING" };
    },
    StopPipe(input) {
      const pipe = find(input);
      change(pipe, "STOPPED");
      void pipe.stop();
      return { ...summary(pipe), CurrentState: "STOPPING" };
    },
  };
};
