import { AwsError } from "../../core/aws-error.ts";
import type { Caller } from "../../core/cloud.ts";
import type { CustomChallenges, Next } from "./custom-auth.ts";
import type { FirstFactor, FirstFactors } from "./first-factor.ts";
import { notAuthorized } from "./grants.ts";
import type { Migrate } from "./migration.ts";
import { newPasswordChallenge, takeNewPassword } from "./new-password.ts";
import { checkSecretHash, type Parameters, requiredParameter } from "./parameters.ts";
import { type PasswordProof, wrongPassword } from "./password-proof.ts";
import { isCodeChallenge, RESPONSES, type SecondFactor } from "./second-factor.ts";
import type { Sessions } from "./sessions.ts";
import type { ChallengeName, Client, User } from "./store.ts";
import type { AskTrigger } from "./triggers.ts";
import { attributesOf, type UserPool } from "./user-pool.ts";

/** What is done for a user, by an app or an administrator. */
export interface Act {
  readonly pool: UserPool;
  readonly client: Pick<Client, "id">;
  readonly caller: Caller;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Somebody who wants to sign in. */
export interface Attempt extends Act {
  readonly client: Client;
}

/** In the shape of the API. */
export interface Challenge {
  readonly ChallengeName: ChallengeName;
  /** Absent where the parameters have what comes back. */
  readonly Session?: string;
  readonly ChallengeParameters: Readonly<Record<string, string>>;
  readonly AvailableChallenges?: FirstFactor[];
}

export interface SignedIn {
  readonly user: User;
  readonly why: "Authentication" | "NewPasswordChallenge";
}

export type Step = Challenge | SignedIn;

/** Signing in, step by step; all failures are `AwsError`s with Cognito's codes and messages. */
export interface SignIns {
  withPassword(attempt: Attempt, username: string, password: string): Promise<Step>;
  withSrp(attempt: Attempt, username: string, a: string): Promise<Step>;
  /** `a` where the app's challenges come after the password. */
  withCustomChallenges(attempt: Attempt, username: string, a: string | undefined): Promise<Step>;
  /** By what the user prefers or, without that, chooses. */
  withChoice(attempt: Attempt, username: string, given: Parameters): Promise<Step>;
  answer(attempt: Attempt, challenge: string, session: string | undefined, given: Parameters): Promise<Step>;
}

export interface SignInParts {
  readonly sessions: Sessions;
  readonly firstFactors: FirstFactors;
  readonly secondFactor: SecondFactor;
  readonly proof: PasswordProof;
  readonly custom: CustomChallenges;
  readonly migrate: Migrate;
  readonly ask: AskTrigger;
}

export const createSignIns = ({
  sessions,
  firstFactors,
  secondFactor,
  proof,
  custom,
  migrate,
  ask,
}: SignInParts): SignIns => {
  const occasionOf = ({ pool, client, caller }: Attempt, user: User) => ({
    pool,
    clientId: client.id,
    username: user.username,
    attributes: attributesOf(user),
    caller,
  });

  const noUser = ({ client }: Attempt) =>
    client.preventUserExistenceErrors === "ENABLED"
      ? wrongPassword()
      : new AwsError("UserNotFoundException", "User does not exist.");

  const admit = async (attempt: Attempt, user: User) => {
    await ask("preAuthentication", {
      ...occasionOf(attempt, user),
      source: "PreAuthentication_Authentication",
      request: { userNotFound: false, validationData: attempt.metadata },
    });
    if (!user.enabled) throw notAuthorized("User is disabled.");
  };

  const finish = async (
    attempt: Attempt,
    user: User,
    why: SignedIn["why"] = "Authentication",
  ): Promise<SignedIn> => {
    await ask("postAuthentication", {
      ...occasionOf(attempt, user),
      source: "PostAuthentication_Authentication",
      request: { newDeviceUsed: false, clientMetadata: attempt.metadata },
    });
    return { user, why };
  };

  const checkStatus = ({ status }: User) => {
    if (status === "RESET_REQUIRED")
      throw new AwsError("PasswordResetRequiredException", "Password reset required for the user");
    if (status === "UNCONFIRMED") throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
  };

  const afterPassword = async (attempt: Attempt, user: User): Promise<Step> => {
    checkStatus(user);
    if (user.status !== "FORCE_CHANGE_PASSWORD")
      return (await secondFactor.challenge(attempt, user)) ?? finish(attempt, user);
    return newPasswordChallenge(sessions, attempt, user);
  };

  const follow = (attempt: Attempt, user: User, next: Next): Promise<Step> | Step => {
    if (next === "tokens") return finish(attempt, user);
    if ("challenge" in next) return next.challenge;
    const { username } = user;
    return proof.ask(attempt, { username, user, a: next.password.srpA ?? "", custom: next.password });
  };

  const byPassword = (attempt: Attempt, user: User, password: string): Promise<Step> => {
    if (user.status === "RESET_REQUIRED") checkStatus(user);
    if (!attempt.pool.isPassword(user, password)) throw wrongPassword();
    return afterPassword(attempt, user);
  };

  const choose = async (attempt: Attempt, user: User, name: string | undefined, given: Parameters) => {
    const factor = firstFactors.find(attempt, user, name);
    switch (factor) {
      case undefined:
        return firstFactors.offer(attempt, user);
      case "PASSWORD":
        return byPassword(attempt, user, requiredParameter(given, "PASSWORD"));
      case "PASSWORD_SRP": {
        const { username } = user;
        return proof.ask(attempt, { username, user, a: requiredParameter(given, "SRP_A") });
      }
      case "EMAIL_OTP":
      case "SMS_OTP":
        checkStatus(user);
        return firstFactors.sendCode(attempt, user, factor);
    }
  };

  return {
    async withPassword(attempt, username, password) {
      const user = attempt.pool.find(username) ?? (await migrate(attempt, username, password));
      if (!user) throw noUser(attempt);
      await admit(attempt, user);
      return byPassword(attempt, user, password);
    },
    async withChoice(attempt, username, given) {
      const user = attempt.pool.find(username);
      if (!user) throw noUser(attempt);
      await admit(attempt, user);
      return choose(attempt, user, given.PREFERRED_CHALLENGE, given);
    },
    async withSrp(attempt, username, a) {
      const user = attempt.pool.find(username);
      if (user) await admit(attempt, user);
      else if (attempt.client.preventUserExistenceErrors !== "ENABLED") throw noUser(attempt);
      return proof.ask(attempt, { username, user, a });
    },
    async withCustomChallenges(attempt, username, a) {
      const user = attempt.pool.find(username);
      if (!user) throw noUser(attempt);
      await admit(attempt, user);
      checkStatus(user);
      const began = { challengeName: "SRP_A", challengeResult: true, challengeMetadata: null };
      const history = a === undefined ? [] : [began];
      return follow(attempt, user, await custom.next(attempt, user, { history, srpA: a }));
    },
    async answer(attempt, challenge, session, given) {
      const { pool, client } = attempt;
      checkSecretHash(client, given.USERNAME ?? "", given.SECRET_HASH);
      const block = given.PASSWORD_CLAIM_SECRET_BLOCK ?? "";
      const id =
        challenge === "PASSWORD_VERIFIER" ? Buffer.from(block, "base64").toString("base64url") : session;
      if (!id) throw new AwsError("InvalidParameterException", "Missing required parameter Session");
      const found = sessions.find(pool, client, id, challenge);
      const { user } = found;
      if (challenge === "PASSWORD_VERIFIER") {
        sessions.close(id);
        proof.check(pool, found.session, given);
      }
      if (!user) throw wrongPassword();
      const step = async (): Promise<Step> => {
        const app = found.session.custom;
        switch (challenge) {
          case "PASSWORD_VERIFIER": {
            if (!app) return afterPassword(attempt, user);
            const proven = { challengeName: challenge, challengeResult: true, challengeMetadata: null };
            const history = [...app.history, proven];
            return follow(attempt, user, await custom.next(attempt, user, { ...app, history }));
          }
          case "CUSTOM_CHALLENGE": {
            const answer = requiredParameter(given, "ANSWER");
            return follow(attempt, user, await custom.answer(attempt, user, app ?? { history: [] }, answer));
          }
          case "NEW_PASSWORD_REQUIRED": {
            const changed = takeNewPassword(attempt, user, given);
            return (
              (await secondFactor.challenge(attempt, changed)) ??
              finish(attempt, changed, "NewPasswordChallenge")
            );
          }
          case "SELECT_CHALLENGE":
            return choose(attempt, user, requiredParameter(given, "ANSWER"), given);
          case "SELECT_MFA_TYPE":
            return secondFactor.choose(attempt, user, found.session, given.ANSWER);
          case "MFA_SETUP": {
            const { totp } = found.session;
            if (!totp?.verified)
              throw new AwsError("InvalidParameterException", "Software token is not verified.");
            const mfa = { enabled: ["SOFTWARE_TOKEN_MFA" as const] };
            return finish(attempt, pool.change(user, { totp, mfa }));
          }
          default: {
            if (!isCodeChallenge(challenge))
              throw new AwsError("InvalidParameterException", `There is no challenge ${challenge}.`);
            secondFactor.check(pool, user, found.session, given[RESPONSES[challenge]]);
            return finish(attempt, user);
          }
        }
      };
      const result = await step();
      sessions.close(id);
      return result;
    },
  };
};
