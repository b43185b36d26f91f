import { GetParametersByPathCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { Deployment, type Stage } from "@sourdough/contracts/deployments";

/** What is on a stage, as the stage itself knows it: an SSM parameter for each slice, `/sourdough/<stage>/deployed/<slice>`. */
export interface StageRecords {
  /** Throws when a parameter is no record, and when AWS does not answer. */
  read(): Promise<Stage>;
  write(slice: string, deployment: Deployment): Promise<void>;
}

/** Why AWS did not answer, with what to do. */
const refused = (what: string, cause: unknown): Error => {
  const { name, message } = cause as Error;
  return new Error(
    `${what}: ${name}: ${message}. Are there credentials for the account of this stage? aws sts get-caller-identity tells.`,
    { cause },
  );
};

export function stageRecords(stage: string, client: SSMClient): StageRecords {
  const folder = `/sourdough/${stage}/deployed`;
  return {
    async read() {
      const recorded: Record<string, Deployment> = {};
      let NextToken: string | undefined;
      do {
        const page = await client
          .send(new GetParametersByPathCommand({ Path: folder, NextToken }))
          .catch((cause) => {
            throw refused(`What is on ${stage} cannot be read below ${folder}`, cause);
          });
        for (const { Name = "", Value = "" } of page.Parameters ?? [])
          recorded[Name.slice(folder.length + 1)] = parse(Name, Value);
        NextToken = page.NextToken;
      } while (NextToken);
      return recorded;
    },
    async write(slice, deployment) {
      // A slice with many events may have more than the 4 KB of the standard tier.
      await client
        .send(
          new PutParameterCommand({
            Name: `${folder}/${slice}`,
            Type: "String",
            Tier: "Intelligent-Tiering",
            Value: JSON.stringify(Deployment.parse(deployment)),
            Overwrite: true,
          }),
        )
        .catch((cause) => {
          throw refused(`${slice} is deployed, and ${folder}/${slice} cannot be written`, cause);
        });
    },
  };
}

const parse = (name: string, value: string): Deployment => {
  try {
    return Deployment.parse(JSON.parse(value));
  } catch (cause) {
    throw new Error(
      `${name} is no record of a deployment: delete the parameter, and the slice counts as never deployed`,
      { cause },
    );
  }
};
