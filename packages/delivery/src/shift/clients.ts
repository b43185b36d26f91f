import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { LambdaClient } from "@aws-sdk/client-lambda";

export interface ShiftClients {
  readonly lambda: LambdaClient;
  readonly codedeploy: CodeDeployClient;
}

/** With the credentials of the environment, and its region unless one is stated; or for the endpoint of a local cloud. */
export const createShiftClients = (where: { endpoint?: string; region?: string } = {}): ShiftClients => {
  const options = where.endpoint
    ? { ...where, credentials: { accessKeyId: "local", secretAccessKey: "local" } }
    : where;
  return { lambda: new LambdaClient(options), codedeploy: new CodeDeployClient(options) };
};
