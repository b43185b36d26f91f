import type * as sdk from "@aws-sdk/client-s3";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    s3: OperationsOf<typeof sdk>;
  }
}

export type S3Operations = Operations<"s3">;
