import { isSharedStage, physicalName } from "./names.ts";

/**
 * Values that AWS makes up (an API id, an ARN with a random part) and another slice needs. The slice that owns
 * one publishes it as an SSM parameter `/sourdough/<stage>/<key>`; the others read it. In the all-in-one form both
 * are in one program, where the parameter does not exist yet when it would be read, so the value is handed over.
 */
const published = new Map<string, $util.Output<string>>();

export type SharedKey =
  | "realtime-destination-arn"
  | "realtime-http-host"
  | "realtime-api-id"
  | "user-pool-id"
  | "user-pool-arn"
  | "user-pool-client-id"
  | "fulfil-order-arn"
  | "run-audit-arn"
  | `${string}-table`
  | "menu-files-bucket"
  | "data-key-arn"
  | "firewall-arn"
  | "edge-store-arn"
  | "api-url"
  | `${string}-api-url`;

const parameterName = (key: SharedKey) => `/sourdough/${$app.stage}/${key}`;

export const publishShared = (key: SharedKey, value: $util.Output<string>) => {
  published.set(key, value);
  new aws.ssm.Parameter(physicalName(key), { name: parameterName(key), type: "String", value });
};

/** Throws at deploy time when the slice that publishes `key` has not been deployed to this stage. */
export const shared = (key: SharedKey): $util.Output<string> => {
  const value = published.get(key);
  if (value) return value;
  if (!process.env.SERVICE)
    throw new Error(
      `Nothing published "${key}" before it was read: in sst.config.ts, compose the slice that owns it first.`,
    );
  return aws.ssm.getParameterOutput({ name: parameterName(key) }).value;
};

/** Protects what holds data on stages that people rely on. */
export const protectData = () => isSharedStage();
