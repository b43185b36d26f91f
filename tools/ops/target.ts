import { AppSyncClient } from "@aws-sdk/client-appsync";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { PipesClient } from "@aws-sdk/client-pipes";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import * as z from "zod";
import { stageName } from "../command.ts";
import { readLocalOutputs } from "../read-outputs.ts";
import { type EdgeKeys, edgeKeys } from "./edge-keys.ts";

/** Where the payment provider is, and with which key; without one for the commands that need none. */
export interface ProviderAccess {
  readonly url: string;
  readonly secretKey: string | undefined;
}

/** What a command operates on. */
export interface Target {
  readonly stage: string;
  readonly sfn: SFNClient;
  readonly dynamodb: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly lambda: LambdaClient;
  readonly pipes: PipesClient;
  readonly scheduler: SchedulerClient;
  readonly kinesis: KinesisClient;
  readonly streams: DynamoDBStreamsClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudwatch: CloudWatchClient;
  readonly edge: EdgeKeys;
  readonly appsync: AppSyncClient;
  readonly ssm: SSMClient;
  readonly provider: ProviderAccess;
  /** Milliseconds since the epoch: of the local cloud, whose clock may be ahead. */
  now(): Promise<number>;
  /** How often to look at what is under way. */
  readonly lookEveryMs: number;
  /** How long a count must stay the same to be believed; AWS counts messages approximately, for a minute. */
  readonly settleMs: number;
  /** By when an event is in the archive of its bus: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html */
  readonly archivedWithinMs: number;
  /** How long a call waits for messages of a queue: with none, AWS asks only some of its servers. */
  readonly receiveWaitSeconds: number;
  /** What a slice published under that key. Throws when it is not deployed. */
  shared(key: string): Promise<string>;
}

const stripeUrl = "https://api.stripe.com";
const Outputs = z.object({
  awsEndpoint: z.string(),
  consoleUrl: z.string(),
  region: z.string(),
  paymentProviderUrl: z.string().optional(),
});
const Clock = z.object({ now: z.number() });

interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

const notRunning = "The local cloud does not answer: run npm start first.";

export const openTarget = async (onAws: string | undefined): Promise<Target> => {
  if (onAws === undefined) return localTarget(readLocalOutputs(Outputs));
  return targetOf(
    stageName(onAws),
    {},
    { url: stripeUrl, secretKey: process.env.STRIPE_SECRET_KEY },
    {
      now: async () => Date.now(),
      lookEveryMs: 5000,
      settleMs: 90_000,
      archivedWithinMs: 10 * 60_000,
      receiveWaitSeconds: 2,
    },
  );
};

/** A local cloud, by the outputs it wrote. */
export const localTarget = ({
  awsEndpoint: endpoint,
  consoleUrl,
  region,
  paymentProviderUrl = stripeUrl,
}: z.infer<typeof Outputs>): Target =>
  targetOf(
    "local",
    { endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } },
    { url: paymentProviderUrl, secretKey: "sk_test_sourdough" },
    {
      now: async () => {
        const answer = await fetch(`${consoleUrl}/api/clock`).catch(() => {
          throw new Error(notRunning);
        });
        return Clock.parse(await answer.json()).now;
      },
      lookEveryMs: 250,
      settleMs: 1000,
      archivedWithinMs: 11_000,
      receiveWaitSeconds: 0,
    },
  );

const targetOf = (
  stage: string,
  options: { endpoint?: string; region?: string; credentials?: AwsCredentials },
  provider: ProviderAccess,
  times: Pick<Target, "now" | "lookEveryMs" | "settleMs" | "archivedWithinMs" | "receiveWaitSeconds">,
): Target => {
  const ssm = new SSMClient(options);
  return {
    stage,
    ...times,
    events: new EventBridgeClient(options),
    sqs: new SQSClient(options),
    sns: new SNSClient(options),
    lambda: new LambdaClient(options),
    pipes: new PipesClient(options),
    scheduler: new SchedulerClient(options),
    // HTTP/2, which its client speaks unless told otherwise, is kept open after the last call.
    kinesis: new KinesisClient(options),
    logs: new CloudWatchLogsClient(options),
    cloudwatch: new CloudWatchClient(options),
    streams: new DynamoDBStreamsClient(options),
    edge: edgeKeys(options),
    appsync: new AppSyncClient(options),
    ssm,
    provider,
    // A synchronous execution has a host of its own on AWS only.
    sfn: new SFNClient({ ...options, disableHostPrefix: options.endpoint !== undefined }),
    dynamodb: new DynamoDBClient(options),
    shared: async (key) => {
      const Name = `/sourdough/${stage}/${key}`;
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name })).catch((error: unknown) => {
        if (error instanceof ParameterNotFound)
          throw new Error(`The stage "${stage}" has no ${Name}: deploy the slice that publishes it first.`);
        if ((error as { code?: string }).code === "ECONNREFUSED") throw new Error(notRunning);
        throw error;
      });
      return Parameter?.Value ?? "";
    },
  };
};
