import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import type { Attributes } from "./attributes.ts";
import type { LambdaConfig } from "./pool-properties.ts";
import type { UserPool } from "./user-pool.ts";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
const names = {
  preSignUp: "PreSignUp",
  postConfirmation: "PostConfirmation",
  preAuthentication: "PreAuthentication",
  postAuthentication: "PostAuthentication",
  preTokenGeneration: "PreTokenGeneration",
  userMigration: "UserMigration",
  customMessage: "CustomMessage",
  defineAuthChallenge: "DefineAuthChallenge",
  createAuthChallenge: "CreateAuthChallenge",
  verifyAuthChallengeResponse: "VerifyAuthChallengeResponse",
} as const;
export type Trigger = keyof typeof names;

/** When a function of the app is asked. */
export interface Occasion {
  readonly pool: UserPool;
  readonly clientId: string;
  readonly username: string;
  readonly attributes: Attributes;
  /** `PreSignUp_SignUp` */
  readonly source: string;
  /** Beside the attributes. */
  readonly request?: Readonly<Record<string, unknown>>;
  readonly caller: Pick<Caller, "causes">;
}

/**
 * Asks the function that a pool has for a trigger; undefined where it has none. Throws
 * `UserLambdaValidationException` with the message of a function that fails, and `InvalidLambdaResponseException`.
 */
export type AskTrigger = (trigger: Trigger, occasion: Occasion) => Promise<unknown>;

const answer = z.looseObject({ response: z.unknown() });
const failure = z.looseObject({ errorMessage: z.string().default("") });

const functionOf = (config: LambdaConfig, trigger: Trigger) =>
  trigger === "preTokenGeneration"
    ? (config.preTokenGenerationConfig?.lambdaArn ?? config.preTokenGeneration)
    : config[trigger];

export const createTriggers =
  (cloud: Cloud): AskTrigger =>
  async (trigger, { pool, clientId, username, attributes, source, request, caller }) => {
    const { lambdaConfig = {} } = pool.properties;
    const FunctionName = functionOf(lambdaConfig, trigger);
    if (FunctionName === undefined) return undefined;
    const version =
      trigger === "preTokenGeneration" ? lambdaConfig.preTokenGenerationConfig?.lambdaVersion : undefined;
    const event = {
      version: version?.[1] ?? "1",
      triggerSource: source,
      region: cloud.region,
      userPoolId: pool.id,
      userName: username,
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
      request: { userAttributes: Object.fromEntries(attributes), ...request },
      response: {},
    };
    const { FunctionError, Payload } = await cloud.call(
      "lambda",
      "Invoke",
      // The gateway makes bytes of text; in process it stays text.
      { FunctionName, Payload: JSON.stringify(event) as never },
      {
        principal: { kind: "service", service: "cognito-idp.amazonaws.com", sourceArn: pool.arn },
        causes: caller.causes,
        source: pool.arn,
      },
    );
    const text = String(Payload ?? "null");
    const name = names[trigger];
    if (FunctionError) {
      const { errorMessage } = failure.parse(JSON.parse(text));
      throw new AwsError("UserLambdaValidationException", `${name} failed with error ${errorMessage}.`);
    }
    const parsed = answer.safeParse(JSON.parse(text));
    if (!parsed.success)
      throw new AwsError(
        "InvalidLambdaResponseException",
        `Unrecognizable lambda output: the function for ${name} returns the event with its response.`,
      );
    return parsed.data.response;
  };
