import type * as sdk from "@aws-sdk/client-scheduler";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    scheduler: OperationsOf<typeof sdk>;
  }
}

export type SchedulerOperations = Operations<"scheduler">;
