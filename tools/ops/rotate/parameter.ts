import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Target } from "../target.ts";

/** A secret that a rotation replaces, by the key of `rotated` in infra/rotated.ts: the deployment has made it. */
export const secretParameter = (target: Target, key: string) => {
  const Name = `/sourdough/${target.stage}/rotated/${key}`;
  return {
    /** Throws when it is not deployed. */
    read: async (): Promise<string> => {
      const { Parameter } = await target.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      return Parameter?.Value ?? "";
    },
    write: async (Value: string): Promise<void> => {
      await target.ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite: true }));
    },
  };
};
