import { AwsError } from "../../core/aws-error.ts";
import type { Caller } from "../../core/cloud.ts";
import { checkWritable } from "./attributes.ts";
import type { CustomChallenges, Next } from "./custom-auth.ts";
import { notAuthorized } from "./grants.ts";
import type { Migrate } from "./migration.ts";
import { checkSecretHash, type Parameters, requiredParameter } from "./parameters.ts";
import { checkPassword } from "./password-policy.ts";
import { type PasswordProof, wrongPassword } from "./password-proof.ts";
import { isMfaMethod, RESPONSES, type SecondFactor } from "./second-factor.ts";
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
  answer(attempt: Attempt, challenge: string, session: string | undefined, given: Parameters): Promise<Step>;
}

const requiredIn = ({ properties }: UserPool): string[] => [
  ...properties.usernameAttributes,
  ...properties.schemas.flatMap(({ name, required }) => (required && name !== "sub" ? [name] : [])),
];

export interface SignInParts {
  readonly sessions: Sessions;
  readonly secondFactor: SecondFactor;
  readonly proof: PasswordProof;
  readonly custom: CustomChallenges;
  readonly migrate: Migrate;
  readonly ask: AskTrigger;
}

export const createSignIns = ({
  sessions,
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
    const missing = requiredIn(attempt.pool).filter((name) => user.attributes[name] === undefined);
    return {
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: sessions.open(attempt.client, user, { challenge: "NEW_PASSWORD_REQUIRED" }),
      ChallengeParameters: {
        USER_ID_FOR_SRP: user.username,
        requiredAttributes: JSON.stringify(missing.map((name) => `userAttributes.${name}`)),
        userAttributes: JSON.stringify(user.attributes),
      },
    };
  };

  const follow = (attempt: Attempt, user: User, next: Next): Promise<Step> | Step => {
    if (next === "tokens") return finish(attempt, user);
    if ("challenge" in next) return next.challenge;
    const { username } = user;
    return proof.ask(attempt, { username, user, a: next.password.srpA ?? "", custom: next.password });
  };

  const setPassword = (attempt: Attempt, user: User, given: Parameters): User => {
    const { pool, client } = attempt;
    const password = requiredParameter(given, "NEW_PASSWORD");
    const attributes = new Map(
      Object.entries(given).flatMap(([key, value]) =>
        key.startsWith("userAttributes.") ? [[key.slice("userAttributes.".length), value] as const] : [],
      ),
    );
    checkWritable(attributes.keys(), client);
    const provided = requiredIn(pool).find((name) => attributes.has(name) && user.attributes[name]);
    if (provided !== undefined) throw notAuthorized(`Cannot modify an already provided ${provided}`);
    checkPassword(password, pool.properties.passwordPolicy);
    return pool.setPassword(pool.update(user, attributes), password, "CONFIRMED");
  };

  return {
    async withPassword(attempt, username, password) {
      const { pool } = attempt;
      const user = pool.find(username) ?? (await migrate(attempt, username, password));
      if (!user) throw noUser(attempt);
      await admit(attempt, user);
      if (user.status === "RESET_REQUIRED") checkStatus(user);
      if (!pool.isPassword(user, password)) throw wrongPassword();
      return afterPassword(attempt, user);
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
            const changed = setPassword(attempt, user, given);
            return (
              (await secondFactor.challenge(attempt, changed)) ??
              finish(attempt, changed, "NewPasswordChallenge")
            );
          }
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
            if (!isMfaMethod(challenge))
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
