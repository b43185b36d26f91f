/* As SST writes it. */
import "sst";

declare module "sst" {
  export interface Resource {
    Events: { arn: string; name: string; type: "sst.aws.Bus" };
    Notes: { name: string; type: "sst.aws.Dynamo" };
  }
}
