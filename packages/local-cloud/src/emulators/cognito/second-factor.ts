import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import { sixDigits } from "./codes.ts";
import type { SendMessage } from "./messages.ts";
import type { Sessions } from "./sessions.ts";
import type { Attempt, Challenge } from "./sign-in.ts";
import type { MfaMethod, Session, Totp, User } from "./store.ts";
import { stepOfCode } from "./totp.ts";
import type { UserPool } from "./user-pool.ts";

/** What a user proves after the password: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html */
export interface SecondFactor {
  /** The challenge that comes now; undefined when the user needs none. */
  challenge(attempt: Attempt, user: User): Promise<Challenge | undefined>;
  /** Of `SELECT_MFA_TYPE`. */
  choose(attempt: Attempt, user: User, session: Session, choice: string | undefined): Promise<Challenge>;
  /** Throws `CodeMismatchException` or `ExpiredCodeException`. */
  check(pool: UserPool, user: User, session: Session, code: string | undefined): void;
}

/** A challenge whose answer is a code, be it the first factor or the second. */
type CodeChallenge = MfaMethod | "SMS_OTP";

export const RESPONSES: Readonly<Record<CodeChallenge, string>> = {
  SMS_MFA: "SMS_MFA_CODE",
  SMS_OTP: "SMS_OTP_CODE",
  EMAIL_OTP: "EMAIL_OTP_CODE",
  SOFTWARE_TOKEN_MFA: "SOFTWARE_TOKEN_MFA_CODE",
};

export const isCodeChallenge = (challenge: string): challenge is CodeChallenge =>
  Object.hasOwn(RESPONSES, challenge);

/** Methods a pool has. */
export const methodsOf = ({ properties }: UserPool): MfaMethod[] => [
  ...(properties.smsConfiguration ? ["SMS_MFA" as const] : []),
  ...(properties.softwareTokenMfaConfiguration?.enabled ? ["SOFTWARE_TOKEN_MFA" as const] : []),
  ...(properties.emailMfaConfiguration ? ["EMAIL_OTP" as const] : []),
];

/** Whether the user has what the method needs. */
export const canUse = (user: User, method: MfaMethod): boolean => {
  if (method === "SOFTWARE_TOKEN_MFA") return user.totp?.verified === true;
  return user.attributes[method === "SMS_MFA" ? "phone_number" : "email"] !== undefined;
};

const activeOf = (pool: UserPool, user: User): MfaMethod[] => {
  const { mfaConfiguration } = pool.properties;
  if (mfaConfiguration === "OFF") return [];
  const { enabled } = user.mfa;
  const isAny = mfaConfiguration === "ON" && enabled.length === 0;
  return methodsOf(pool).filter((method) => canUse(user, method) && (isAny || enabled.includes(method)));
};

/** Takes the code of an authenticator app once; the pool keeps when that was. */
export const takeTotp = (totp: Totp, code: string, now: number): Totp | "mismatch" | "used" => {
  const step = stepOfCode(totp, code, now);
  if (step === undefined) return "mismatch";
  if (step <= (totp.usedStep ?? 0)) return "used";
  return { ...totp, usedStep: step };
};

export const createSecondFactor = (clock: Clock, sessions: Sessions, send: SendMessage): SecondFactor => {
  const begin = async (attempt: Attempt, user: User, method: MfaMethod): Promise<Challenge> => {
    const { pool, client, caller, metadata } = attempt;
    const USER_ID_FOR_SRP = user.username;
    if (method === "SOFTWARE_TOKEN_MFA")
      return {
        ChallengeName: method,
        Session: sessions.open(client, user, { challenge: method }),
        ChallengeParameters: { USER_ID_FOR_SRP },
      };
    const code = sixDigits();
    const { DeliveryMedium, Destination } = await send({
      pool,
      user,
      address: method === "SMS_MFA" ? "phone_number" : "email",
      occasion: "Authentication",
      code,
      clientId: client.id,
      caller,
      metadata,
    });
    return {
      ChallengeName: method,
      Session: sessions.open(client, user, { challenge: method, code }),
      ChallengeParameters: {
        USER_ID_FOR_SRP,
        CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium,
        CODE_DELIVERY_DESTINATION: Destination,
      },
    };
  };

  return {
    async challenge(attempt, user) {
      const { pool, client } = attempt;
      const active = activeOf(pool, user);
      const preferred = active.find((method) => method === user.mfa.preferred);
      const [only, ...others] = preferred ? [preferred] : active;
      if (only && others.length === 0) return begin(attempt, user, only);
      if (only)
        return {
          ChallengeName: "SELECT_MFA_TYPE",
          Session: sessions.open(client, user, { challenge: "SELECT_MFA_TYPE", choices: active }),
          ChallengeParameters: {
            USER_ID_FOR_SRP: user.username,
            MFAS_CAN_CHOOSE: JSON.stringify(active),
          },
        };
      if (pool.properties.mfaConfiguration !== "ON") return undefined;
      if (!methodsOf(pool).includes("SOFTWARE_TOKEN_MFA"))
        throw new AwsError(
          "InvalidParameterException",
          "The user pool requires a second factor, and the user has neither a phone number nor an e-mail address for a code: set one, or enable software tokens.",
        );
      return {
        ChallengeName: "MFA_SETUP",
        Session: sessions.open(client, user, { challenge: "MFA_SETUP" }),
        ChallengeParameters: {
          USER_ID_FOR_SRP: user.username,
          MFAS_CAN_SETUP: JSON.stringify(["SOFTWARE_TOKEN_MFA"]),
        },
      };
    },
    choose(attempt, user, { choices = [] }, choice) {
      const method = choices.find((each) => each === choice);
      if (!method) throw new AwsError("InvalidParameterException", `ANSWER is one of ${choices.join(", ")}.`);
      return begin(attempt, user, method);
    },
    check(pool, user, session, code) {
      const mismatch = new AwsError("CodeMismatchException", "Invalid code or auth state for the user.");
      if (code === undefined)
        throw new AwsError(
          "InvalidParameterException",
          `Missing required parameter ${RESPONSES[session.challenge as CodeChallenge]}`,
        );
      if (session.challenge !== "SOFTWARE_TOKEN_MFA") {
        if (session.code !== code) throw mismatch;
        return;
      }
      const taken = user.totp && takeTotp(user.totp, code, clock.now());
      if (taken === "used")
        throw new AwsError("ExpiredCodeException", "Your software token has already been used once.");
      if (taken === undefined || taken === "mismatch") throw mismatch;
      pool.change(user, { totp: taken });
    },
  };
};
