import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { notAuthorized } from "./grants.ts";
import type { Sessions } from "./sessions.ts";
import type { Attempt, Challenge } from "./sign-in.ts";
import type { CustomAuth, User } from "./store.ts";
import type { AskTrigger, Trigger } from "./triggers.ts";
import { attributesOf } from "./user-pool.ts";

const defined = z.looseObject({
  challengeName: z.string().nullish(),
  issueTokens: z.boolean().nullish(),
  failAuthentication: z.boolean().nullish(),
});
const texts = z.record(z.string(), z.string()).nullish();
const created = z.looseObject({
  publicChallengeParameters: texts,
  privateChallengeParameters: texts,
  challengeMetadata: z.string().nullish(),
});
const verified = z.looseObject({ answerCorrect: z.boolean().nullish() });

/** What the app's functions want next: tokens, a password, or the answer to a challenge of theirs. */
export type Next = "tokens" | { readonly password: CustomAuth } | { readonly challenge: Challenge };

/** Challenges that functions of the app make up: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html */
export interface CustomChallenges {
  next(attempt: Attempt, user: User, custom: CustomAuth): Promise<Next>;
  /** Asks whether an answer is right, and what comes then. */
  answer(attempt: Attempt, user: User, custom: CustomAuth, answer: string): Promise<Next>;
}

export const createCustomChallenges = (sessions: Sessions, ask: AskTrigger): CustomChallenges => {
  const asked = async <Schema extends z.ZodType>(
    trigger: Trigger,
    schema: Schema,
    { pool, client, caller, metadata }: Attempt,
    user: User,
    request: Record<string, unknown>,
  ): Promise<z.output<Schema>> => {
    const answer = await ask(trigger, {
      pool,
      clientId: client.id,
      username: user.username,
      attributes: attributesOf(user),
      source: `${trigger.charAt(0).toUpperCase()}${trigger.slice(1)}_Authentication`,
      request: { ...request, userNotFound: false, clientMetadata: metadata },
      caller,
    });
    if (answer === undefined)
      throw new AwsError("InvalidLambdaResponseException", `The user pool has no function for ${trigger}.`);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new AwsError(
      "InvalidLambdaResponseException",
      `The function for ${trigger} answered with something else: ${z.prettifyError(parsed.error)}`,
    );
  };

  const next: CustomChallenges["next"] = async (attempt, user, custom) => {
    const session = custom.history;
    const { challengeName, issueTokens, failAuthentication } = await asked(
      "defineAuthChallenge",
      defined,
      attempt,
      user,
      { session },
    );
    if (failAuthentication) throw notAuthorized("Incorrect username or password.");
    if (issueTokens) return "tokens";
    if (challengeName === "PASSWORD_VERIFIER" && custom.srpA !== undefined) return { password: custom };
    if (challengeName !== "CUSTOM_CHALLENGE")
      throw new AwsError(
        "InvalidLambdaResponseException",
        `The function for defineAuthChallenge wants ${challengeName}: it can want CUSTOM_CHALLENGE, and PASSWORD_VERIFIER in a sign-in that began with SRP_A.`,
      );
    const { publicChallengeParameters, privateChallengeParameters, challengeMetadata } = await asked(
      "createAuthChallenge",
      created,
      attempt,
      user,
      { session, challengeName },
    );
    const waiting = {
      ...custom,
      expected: privateChallengeParameters ?? {},
      metadata: challengeMetadata ?? null,
    };
    return {
      challenge: {
        ChallengeName: "CUSTOM_CHALLENGE",
        Session: sessions.open(attempt.client, user, { challenge: "CUSTOM_CHALLENGE", custom: waiting }),
        ChallengeParameters: { USERNAME: user.username, ...publicChallengeParameters },
      },
    };
  };

  return {
    next,
    async answer(attempt, user, { expected = {}, metadata = null, ...custom }, challengeAnswer) {
      const { answerCorrect } = await asked("verifyAuthChallengeResponse", verified, attempt, user, {
        privateChallengeParameters: expected,
        challengeAnswer,
      });
      const result = {
        challengeName: "CUSTOM_CHALLENGE",
        challengeResult: answerCorrect ?? false,
        challengeMetadata: metadata,
      };
      return next(attempt, user, { ...custom, history: [...custom.history, result] });
    },
  };
};
