import type { Clock } from "../core/clock.ts";
import type { Emulator } from "../core/cloud.ts";
import { createApiGatewayEmulator } from "../emulators/apigateway/index.ts";
import { createAppSyncEmulator } from "../emulators/appsync/index.ts";
import { createCognitoEmulator } from "../emulators/cognito/index.ts";
import { createDynamoDbEmulator, type DynamoDbServer, startDynamoDb } from "../emulators/dynamodb/index.ts";
import { createEventBridgeEmulator } from "../emulators/eventbridge/index.ts";
import { createLambdaEmulator } from "../emulators/lambda/index.ts";
import { createPipesEmulator } from "../emulators/pipes/index.ts";
import { createSecretsManagerEmulator } from "../emulators/secretsmanager/index.ts";
import { createSesEmulator } from "../emulators/ses/index.ts";
import { createSnsEmulator } from "../emulators/sns/index.ts";
import { createSqsEmulator } from "../emulators/sqs/index.ts";
import { createSsmEmulator } from "../emulators/ssm/index.ts";
import { createStepFunctionsEmulator } from "../emulators/stepfunctions/index.ts";
import { createIam, createSts } from "../iam/index.ts";
import { createMailbox } from "../third-parties/mailbox/index.ts";
import { type StripeStandIn, startStripe } from "../third-parties/stripe/index.ts";
import type { RunningCloud } from "./create-cloud.ts";
import type { LocalCloudOptions } from "./local-cloud.ts";

/** What runs beside the emulators and needs no graph: the database process and the stand-ins for third parties. */
export interface Machinery {
  readonly database: Promise<DynamoDbServer>;
  readonly stripe: StripeStandIn;
  /** Public URL of a third party -> where its stand-in listens. */
  readonly thirdParties: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export const startMachinery = async (clock: Clock): Promise<Machinery> => {
  const database = startDynamoDb();
  // Reported when a table is provisioned: an app without tables runs without a database.
  database.catch(() => undefined);
  const stripe = await startStripe({ clock });
  return {
    database,
    stripe,
    thirdParties: { "https://api.stripe.com": stripe.url },
    stop: async () => {
      await stripe.stop();
      await (await database.catch(() => undefined))?.stop();
    },
  };
};

/** One emulator per AWS service, in the order they start and stop; also puts permission checks in force. */
export const createEmulators = (
  cloud: RunningCloud,
  machinery: Machinery,
  options: Pick<LocalCloudOptions, "inspect" | "watch">,
): Emulator[] => {
  cloud.offer("mailbox", createMailbox(cloud));
  const dynamodb = createDynamoDbEmulator(cloud, machinery.database);
  const emulators = [
    dynamodb,
    dynamodb.streams,
    createSqsEmulator(cloud),
    createSnsEmulator(cloud),
    createCognitoEmulator(cloud),
    createLambdaEmulator(cloud, options),
    createStepFunctionsEmulator(cloud),
    createEventBridgeEmulator(cloud),
    createPipesEmulator(cloud),
    createAppSyncEmulator(cloud),
    createApiGatewayEmulator(cloud),
    createSesEmulator(cloud),
    createSecretsManagerEmulator(cloud),
    createSsmEmulator(cloud),
    createSts(cloud),
  ];
  const iam = createIam(cloud);
  cloud.guard(iam);
  return [iam, ...emulators];
};
