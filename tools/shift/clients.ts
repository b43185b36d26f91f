import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { LambdaClient } from "@aws-sdk/client-lambda";

export interface ShiftClients {
  readonly lambda: LambdaClient;
  readonly codedeploy: CodeDeployClient;
}

/** With the credentials and the region of the environment, or of a local cloud. */
export const createShiftClients = (local?: { endpoint: string; region: string }): ShiftClients => {
  const options = local && { ...local, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  return { lambda: new LambdaClient(options ?? {}), codedeploy: new CodeDeployClient(options ?? {}) };
};
