import type * as control from "@aws-sdk/client-iot";
import type * as data from "@aws-sdk/client-iot-data-plane";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    iot: OperationsOf<typeof control>;
    iotdata: OperationsOf<typeof data>;
  }
}

export type IotOperations = Operations<"iot">;
export type IotDataOperations = Operations<"iotdata">;
