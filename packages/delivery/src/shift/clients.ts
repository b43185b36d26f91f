import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";

export interface ShiftClients {
  readonly lambda: LambdaClient;
  readonly codedeploy: CodeDeployClient;
  readonly sfn: SFNClient;
  readonly cloudwatch: CloudWatchClient;
}

/** With the credentials of the environment, and its region unless one is stated; or for the endpoint of a local cloud. */
export const createShiftClients = (where: { endpoint?: string; region?: string } = {}): ShiftClients => {
  const options = where.endpoint
    ? { ...where, credentials: { accessKeyId: "local", secretAccessKey: "local" } }
    : where;
  return {
    lambda: new LambdaClient(options),
    codedeploy: new CodeDeployClient(options),
    sfn: new SFNClient(options),
    cloudwatch: new CloudWatchClient(options),
  };
};
