import type * as sdk from "@aws-sdk/client-sesv2";
import type { OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    ses: OperationsOf<typeof sdk>;
  }
}
