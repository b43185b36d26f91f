import type * as sdk from "@aws-sdk/client-codedeploy";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    codedeploy: OperationsOf<typeof sdk>;
  }
}

export type CodeDeployOperations = Operations<"codedeploy">;
