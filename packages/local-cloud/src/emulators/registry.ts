import { pathToFileURL } from "node:url";
import { ownHops } from "../core/own-hops.ts";
import type { ServiceDescription } from "../core/service.ts";
import { indexServices, type Services } from "../core/services.ts";
import { service as iam, sts } from "../iam/service.ts";
import { service as thirdParties } from "../third-parties/service.ts";
import { accepted } from "./accepted/service.ts";
import { service as apigateway, requests } from "./apigateway/service.ts";
import { service as autoscaling } from "./appautoscaling/service.ts";
import { service as appsync } from "./appsync/service.ts";
import { budgets, costExplorer } from "./billing/service.ts";
import { service as cloudfront, keyValueStores } from "./cloudfront/service.ts";
import { service as cloudwatch } from "./cloudwatch/service.ts";
import { service as codedeploy } from "./codedeploy/service.ts";
import { service as identities } from "./cognito/identity/service.ts";
import { service as cognito } from "./cognito/service.ts";
import { service as dynamodb, streams } from "./dynamodb/service.ts";
import { service as ecs } from "./ecs/service.ts";
import { service as efs } from "./efs/service.ts";
import { service as eventbridge } from "./eventbridge/service.ts";
import { dataPlane, service as iot } from "./iot/service.ts";
import { service as kinesis } from "./kinesis/service.ts";
import { service as kms } from "./kms/service.ts";
import { service as lambda } from "./lambda/service.ts";
import { service as logs } from "./logs/service.ts";
import { service as pipes } from "./pipes/service.ts";
import { service as rds, data as rdsData } from "./rds/service.ts";
import { service as s3 } from "./s3/service.ts";
import { service as scheduler } from "./scheduler/service.ts";
import { service as schemas } from "./schemas/service.ts";
import { service as secretsmanager } from "./secretsmanager/service.ts";
import { service as ses } from "./ses/service.ts";
import { service as site } from "./site/service.ts";
import { service as sns } from "./sns/service.ts";
import { service as sqs } from "./sqs/service.ts";
import { service as ssm } from "./ssm/service.ts";
import { service as stepfunctions } from "./stepfunctions/service.ts";
import { service as wafv2 } from "./wafv2/service.ts";

/** Every service of the local cloud, in the order they start; they stop in the same. */
export const services: Services = indexServices([
  ...ownHops,
  iam,
  kms,
  dynamodb,
  streams,
  sqs,
  sns,
  kinesis,
  cognito,
  identities,
  efs,
  ecs,
  lambda,
  autoscaling,
  s3,
  stepfunctions,
  eventbridge,
  scheduler,
  pipes,
  appsync,
  iot,
  dataPlane,
  wafv2,
  apigateway,
  requests,
  ses,
  secretsmanager,
  rds,
  rdsData,
  ssm,
  sts,
  cloudwatch,
  codedeploy,
  logs,
  budgets,
  costExplorer,
  schemas,
  ...accepted,
  keyValueStores,
  cloudfront,
  site,
  thirdParties,
]);

/** With further ones: absolute paths of modules that export a `service`. */
export const withServices = async (modules: readonly string[] = []): Promise<Services> => {
  if (modules.length === 0) return services;
  const load = async (path: string) =>
    ((await import(pathToFileURL(path).href)) as { service: ServiceDescription }).service;
  return indexServices([...services.all, ...(await Promise.all(modules.map(load)))]);
};
