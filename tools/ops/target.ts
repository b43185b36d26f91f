import { existsSync, readFileSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import * as z from "zod";

/** What a command operates on. */
export interface Target {
  readonly stage: string;
  readonly sfn: SFNClient;
  readonly dynamodb: DynamoDBClient;
  /** What a slice published under that key. Throws when it is not deployed. */
  shared(key: string): Promise<string>;
}

export interface Command {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /** Prints what it does; false when something was found. */
  readonly run: (target: Target) => Promise<boolean>;
}

const outputsFile = ".local/outputs.json";
const Outputs = z.object({ awsEndpoint: z.string(), region: z.string() });

const localOptions = () => {
  if (!existsSync(outputsFile))
    throw new Error(
      `Nothing runs here: ${outputsFile} is missing. Run npm start in another terminal, or say --stage.`,
    );
  const { awsEndpoint: endpoint, region } = Outputs.parse(JSON.parse(readFileSync(outputsFile, "utf8")));
  return { endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
};

export const openTarget = async (onAws: string | undefined): Promise<Target> => {
  const options = onAws === undefined ? localOptions() : {};
  const stage = onAws ?? "local";
  const ssm = new SSMClient(options);
  return {
    stage,
    sfn: new SFNClient(options),
    dynamodb: new DynamoDBClient(options),
    shared: async (key) => {
      const Name = `/sourdough/${stage}/${key}`;
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name })).catch((error: unknown) => {
        if (error instanceof ParameterNotFound)
          throw new Error(`The stage "${stage}" has no ${Name}: deploy the slice that publishes it first.`);
        if ((error as { code?: string }).code === "ECONNREFUSED")
          throw new Error("The local cloud does not answer: run npm start first.");
        throw error;
      });
      return Parameter?.Value ?? "";
    },
  };
};
