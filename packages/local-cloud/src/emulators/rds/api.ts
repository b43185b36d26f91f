import type * as rds from "@aws-sdk/client-rds";
import type * as data from "@aws-sdk/client-rds-data";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    rds: OperationsOf<typeof rds>;
    "rds-data": OperationsOf<typeof data>;
  }
}

export type RdsOperations = Operations<"rds">;
export type DataOperations = Operations<"rds-data">;
