import type { ResourceType } from "../core/resource-type.ts";
import { resourceTypes as apigateway } from "../emulators/apigateway/resources.ts";
import { resourceTypes as appsync } from "../emulators/appsync/resources.ts";
import { resourceTypes as cloudwatch } from "../emulators/cloudwatch/resources.ts";
import { resourceTypes as cognito } from "../emulators/cognito/resources.ts";
import { resourceTypes as dynamodb } from "../emulators/dynamodb/resources.ts";
import { resourceTypes as eventbridge } from "../emulators/eventbridge/resources.ts";
import { resourceTypes as lambda } from "../emulators/lambda/resources.ts";
import { resourceTypes as pipes } from "../emulators/pipes/resources.ts";
import { resourceTypes as schemas } from "../emulators/schemas/resources.ts";
import { resourceTypes as secretsmanager } from "../emulators/secretsmanager/resources.ts";
import { resourceTypes as ses } from "../emulators/ses/resources.ts";
import { resourceTypes as site } from "../emulators/site/resources.ts";
import { resourceTypes as sns } from "../emulators/sns/resources.ts";
import { resourceTypes as sqs } from "../emulators/sqs/resources.ts";
import { resourceTypes as ssm } from "../emulators/ssm/resources.ts";
import { resourceTypes as stepfunctions } from "../emulators/stepfunctions/resources.ts";
import { resourceTypes as iam } from "../iam/resources.ts";

/** Every Pulumi resource type the local cloud knows, by type token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    ...apigateway,
    ...appsync,
    ...cloudwatch,
    ...cognito,
    ...dynamodb,
    ...eventbridge,
    ...iam,
    ...lambda,
    ...pipes,
    ...schemas,
    ...secretsmanager,
    ...ses,
    ...site,
    ...sns,
    ...sqs,
    ...ssm,
    ...stepfunctions,
  ].map((resourceType) => [resourceType.type, resourceType]),
);
