import { AwsError } from "../../core/aws-error.ts";
import { sixDigits } from "./codes.ts";
import type { SendMessage } from "./messages.ts";
import type { Sessions } from "./sessions.ts";
import type { Attempt, Challenge } from "./sign-in.ts";
import type { User } from "./store.ts";

/** What a sign-in may begin with where the user chooses. */
export type FirstFactor = "PASSWORD" | "PASSWORD_SRP" | "EMAIL_OTP" | "SMS_OTP";

/** Choosing what to sign in with: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html */
export interface FirstFactors {
  /** Asks the user to choose. */
  offer(attempt: Attempt, user: User): Challenge;
  /** The one of a name; undefined for one that the pool or the user does not have. */
  find(attempt: Attempt, user: User, name: string | undefined): FirstFactor | undefined;
  sendCode(attempt: Attempt, user: User, factor: "EMAIL_OTP" | "SMS_OTP"): Promise<Challenge>;
}

const factorsOf = ({ pool }: Attempt, { password, attributes }: User): FirstFactor[] => {
  const allowed = pool.properties.signInPolicy?.allowedFirstAuthFactors ?? ["PASSWORD"];
  return [
    ...(allowed.includes("PASSWORD") && password ? (["PASSWORD", "PASSWORD_SRP"] as const) : []),
    ...(allowed.includes("EMAIL_OTP") && attributes.email_verified === "true" ? ["EMAIL_OTP" as const] : []),
    ...(allowed.includes("SMS_OTP") && attributes.phone_number_verified === "true"
      ? ["SMS_OTP" as const]
      : []),
  ];
};

export const createFirstFactors = (sessions: Sessions, send: SendMessage): FirstFactors => ({
  offer(attempt, user) {
    const choices = factorsOf(attempt, user);
    if (choices.length === 0)
      throw new AwsError(
        "InvalidParameterException",
        "The user has nothing that the pool lets them sign in with.",
      );
    return {
      ChallengeName: "SELECT_CHALLENGE",
      Session: sessions.open(attempt.client, user, { challenge: "SELECT_CHALLENGE" }),
      AvailableChallenges: choices,
      ChallengeParameters: { USERNAME: user.username },
    };
  },
  find: (attempt, user, name) => factorsOf(attempt, user).find((factor) => factor === name),
  async sendCode({ pool, client, caller, metadata }, user, factor) {
    const code = sixDigits();
    const { DeliveryMedium, Destination } = await send({
      pool,
      user,
      address: factor === "SMS_OTP" ? "phone_number" : "email",
      occasion: "Authentication",
      code,
      clientId: client.id,
      caller,
      metadata,
    });
    return {
      ChallengeName: factor,
      Session: sessions.open(client, user, { challenge: factor, code }),
      ChallengeParameters: {
        USERNAME: user.username,
        CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium,
        CODE_DELIVERY_DESTINATION: Destination,
      },
    };
  },
});
