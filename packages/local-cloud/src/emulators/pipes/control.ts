import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { parseInput } from "../parse-input.ts";
import type { PipesOperations } from "./api.ts";
import type { Pipe } from "./pipe.ts";

// https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_CreatePipe.html
const pipeName = z
  .string()
  .regex(/^[.\-_A-Za-z0-9]+$/, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+")
  .max(64, "Member must have length less than or equal to 64");
const parameters = z.looseObject({}).optional();
const settings = {
  Description: z.string().max(512).optional(),
  DesiredState: z.enum(["RUNNING", "STOPPED"]).optional(),
  RoleArn: z.string().min(1).max(1600),
  SourceParameters: parameters,
  Enrichment: z.string().optional(),
  EnrichmentParameters: parameters,
  TargetParameters: parameters,
  // Nothing is encrypted here, and the journal has what a log would have.
  KmsKeyIdentifier: z.string().optional(),
  LogConfiguration: z.looseObject({}).optional(),
};
const createInput = z.strictObject({
  Name: pipeName,
  Source: z.string().min(1),
  Target: z.string().min(1),
  Tags: z.record(z.string(), z.string()).optional(),
  ...settings,
});
const updateInput = z.strictObject({ Name: pipeName, Target: z.string().min(1).optional(), ...settings });
const named = z.strictObject({ Name: pipeName });

// The API and Pulumi spell these differently.
const spelling: Readonly<Record<string, string>> = {
  DynamoDBStreamParameters: "dynamodbStreamParameters",
  EventBridgeEventBusParameters: "eventbridgeEventBusParameters",
};

const asResource = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asResource);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      // A time comes as seconds.
      if (key === "StartingPositionTimestamp" && typeof each === "number")
        return ["startingPositionTimestamp", new Date(each * 1000).toISOString()];
      return [spelling[key] ?? key.charAt(0).toLowerCase() + key.slice(1), asResource(each)];
    }),
  );
};

/** What the pipes of the config are kept with. */
interface PipeStore {
  find(name: string): Pipe | undefined;
  /** Makes a pipe of a resource's properties. */
  make(name: string, properties: Record<string, unknown>): Promise<Pipe>;
  remove(pipe: Pipe): void;
  /** Forgets how far the pipe got. */
  forget(name: string): void;
}

/** Makes, changes and deletes pipes. */
export const pipeControl = ({ find, make, remove, forget }: PipeStore): PipesOperations => {
  const existing = (name: string): Pipe => {
    const pipe = find(name);
    if (pipe) return pipe;
    throw new AwsError("NotFoundException", `Pipe ${name} does not exist.`, { status: 404 });
  };
  const answered = (pipe: Pipe, CurrentState: "CREATING" | "UPDATING") => ({
    Arn: pipe.arn,
    Name: pipe.name,
    DesiredState: pipe.desiredState,
    CurrentState,
    CreationTime: pipe.createdAt,
    LastModifiedTime: pipe.modifiedAt,
  });
  /** Made and running, or not there at all. */
  const begin = async (name: string, properties: Record<string, unknown>): Promise<Pipe> => {
    const pipe = await make(name, properties);
    try {
      if (pipe.desiredState === "RUNNING") pipe.run();
    } catch (cause) {
      remove(pipe);
      if (cause instanceof AwsError) throw cause;
      throw new AwsError("ValidationException", (cause as Error).message, { cause });
    }
    return pipe;
  };

  return {
    async CreatePipe(input) {
      const { Name, KmsKeyIdentifier, LogConfiguration, Tags, ...asked } = parseInput(createInput, input);
      if (find(Name))
        throw new AwsError("ConflictException", `Pipe ${Name} already exists.`, { status: 409 });
      const properties = asResource(asked) as Record<string, unknown>;
      return answered(await begin(Name, { name: Name, tags: Tags, ...properties }), "CREATING");
    },
    async UpdatePipe(input) {
      const { Name, KmsKeyIdentifier, LogConfiguration, ...asked } = parseInput(updateInput, input);
      const before = existing(Name);
      await before.stop();
      remove(before);
      const properties = { ...before.properties, ...(asResource(asked) as object), name: Name };
      try {
        return answered(await begin(Name, properties), "UPDATING");
      } catch (error) {
        // What was there goes on.
        await begin(Name, { ...before.properties, name: Name });
        throw error;
      }
    },
    async DeletePipe(input) {
      const pipe = existing(parseInput(named, input).Name);
      remove(pipe);
      await pipe.stop();
      forget(pipe.name);
      return {
        Arn: pipe.arn,
        Name: pipe.name,
        DesiredState: "DELETED",
        CurrentState: "DELETING",
        CreationTime: pipe.createdAt,
        LastModifiedTime: pipe.modifiedAt,
      };
    },
  };
};
