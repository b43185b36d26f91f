import type * as sdk from "@aws-sdk/client-ssm";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    ssm: OperationsOf<typeof sdk>;
  }
}

export type SsmOperations = Operations<"ssm">;
