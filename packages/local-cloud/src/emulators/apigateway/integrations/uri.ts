import { parseArn } from "../../../core/arn.ts";
/** Where an `AWS` or `AWS_PROXY` integration goes. */
export type AwsTarget =
  | { readonly kind: "lambda"; readonly functionName: string; readonly streams: boolean }
  | { readonly kind: "action"; readonly service: string; readonly action: string }
  | { readonly kind: "path"; readonly service: string; readonly path: string };

/**
 * Reads `arn:aws:apigateway:<region>:<service>:<action|path>/<rest>`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 */
export const parseAwsUri = (uri: string): AwsTarget => {
  const { service: owner, account: service, kind, name: rest } = parseArn(uri) ?? {};
  if (owner !== "apigateway" || !service || !rest || (kind !== "action" && kind !== "path"))
    throw new Error(
      `The integration URI ${uri} is not of the form arn:aws:apigateway:<region>:<service>:path/...`,
    );
  const [, functionName, action] =
    /^20\d\d-\d\d-\d\d\/functions\/(.+)\/(invocations|response-streaming-invocations)$/.exec(rest) ?? [];
  if (service === "lambda" && functionName)
    return { kind: "lambda", functionName, streams: action !== "invocations" };
  return kind === "action" ? { kind, service, action: rest } : { kind: "path", service, path: rest };
};
