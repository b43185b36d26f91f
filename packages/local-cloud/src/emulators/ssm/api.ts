import type * as sdk from "@aws-sdk/client-ssm";
import type { OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    ssm: OperationsOf<typeof sdk>;
  }
}
