import type * as sdk from "@aws-sdk/client-cloudwatch-logs";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    logs: OperationsOf<typeof sdk>;
  }
}

export type LogsOperations = Operations<"logs">;
