import type * as sdk from "@aws-sdk/client-pipes";
import type { OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    pipes: OperationsOf<typeof sdk>;
  }
}
