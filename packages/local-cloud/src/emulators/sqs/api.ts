import type * as sdk from "@aws-sdk/client-sqs";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    sqs: OperationsOf<typeof sdk>;
  }
}

export type SqsOperations = Operations<"sqs">;
