import type * as sdk from "@aws-sdk/client-secrets-manager";
import type { OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    secretsmanager: OperationsOf<typeof sdk>;
  }
}
