import type * as sdk from "@aws-sdk/client-cognito-identity-provider";
import type { OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    "cognito-idp": OperationsOf<typeof sdk>;
  }
}
