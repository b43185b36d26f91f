import type * as sdk from "@aws-sdk/client-cloudwatch";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    cloudwatch: OperationsOf<typeof sdk>;
  }
}

export type CloudWatchOperations = Operations<"cloudwatch">;
