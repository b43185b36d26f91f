import type * as sdk from "@aws-sdk/client-appsync";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    appsync: OperationsOf<typeof sdk>;
  }
}

export type AppSyncOperations = Operations<"appsync">;
