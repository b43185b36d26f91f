import type * as sdk from "@aws-sdk/client-secrets-manager";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

/** In process, bytes are base64 text, as JSON has them. */
interface GetSecretValue {
  input: sdk.GetSecretValueCommandInput;
  output: Omit<sdk.GetSecretValueCommandOutput, "$metadata" | "SecretBinary"> & { SecretBinary?: string };
}

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    secretsmanager: Omit<OperationsOf<typeof sdk>, "GetSecretValue"> & { GetSecretValue: GetSecretValue };
  }
}

export type SecretsManagerOperations = Operations<"secretsmanager">;
