import type * as sdk from "@aws-sdk/client-sesv2";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    ses: OperationsOf<typeof sdk>;
  }
}

export type SesOperations = Operations<"ses">;
