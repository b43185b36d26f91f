import type * as sdk from "@aws-sdk/client-sns";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    sns: OperationsOf<typeof sdk>;
  }
}

export type SnsOperations = Operations<"sns">;
