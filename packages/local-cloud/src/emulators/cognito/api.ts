import type * as sdk from "@aws-sdk/client-cognito-identity-provider";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    "cognito-idp": OperationsOf<typeof sdk>;
  }
}

export type CognitoOperations = Operations<"cognito-idp">;
