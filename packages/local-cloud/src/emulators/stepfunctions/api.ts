import type * as sdk from "@aws-sdk/client-sfn";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    states: OperationsOf<typeof sdk>;
  }
}

export type StepFunctionsOperations = Operations<"states">;
