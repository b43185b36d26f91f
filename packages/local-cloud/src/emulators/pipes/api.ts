import type * as sdk from "@aws-sdk/client-pipes";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    pipes: OperationsOf<typeof sdk>;
  }
}

export type PipesOperations = Operations<"pipes">;
