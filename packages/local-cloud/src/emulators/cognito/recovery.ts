import { AwsError } from "../../core/aws-error.ts";
import type { Codes } from "./codes.ts";
import { notAuthorized } from "./grants.ts";
import { type Delivery, hidden, NO_ADDRESS, type SendMessage } from "./messages.ts";
import type { Migrate } from "./migration.ts";
import type { Address } from "./pool-properties.ts";
import type { Act, Attempt } from "./sign-in.ts";
import type { User } from "./store.ts";
import type { AskTrigger } from "./triggers.ts";
import { attributesOf, type UserPool } from "./user-pool.ts";

/** A new password for who has lost the old one. */
export interface Recovery {
  forgot(attempt: Attempt, username: string): Promise<Delivery>;
  /** Throws `CodeMismatchException`, `ExpiredCodeException` or `InvalidPasswordException`. */
  confirm(attempt: Attempt, username: string, code: string, password: string): Promise<void>;
  /** The password is of no use any more; a code for another one is on its way. */
  reset(act: Act, user: User): Promise<void>;
}

const ATTRIBUTES = { verified_phone_number: "phone_number", verified_email: "email" } as const;

/** https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
const addressOf = ({ properties }: UserPool, user: User): Address => {
  const mechanisms = properties.accountRecoverySetting?.recoveryMechanisms ?? [];
  const names: readonly string[] =
    mechanisms.length > 0
      ? mechanisms.toSorted((a, b) => a.priority - b.priority).map(({ name }) => name)
      : Object.keys(ATTRIBUTES);
  if (names.includes("admin_only")) throw notAuthorized("Contact administrator to reset password.");
  const found = names
    .flatMap((name) => ATTRIBUTES[name as keyof typeof ATTRIBUTES] ?? [])
    .find((name) => user.attributes[`${name}_verified`] === "true");
  if (found) return found;
  throw new AwsError(
    "InvalidParameterException",
    `Cannot reset password for the user as there is ${NO_ADDRESS}`,
  );
};

interface Parts {
  readonly codes: Codes;
  readonly send: SendMessage;
  readonly migrate: Migrate;
  readonly ask: AskTrigger;
}

export const createRecovery = ({ codes, send, migrate, ask }: Parts): Recovery => {
  const sendCode = ({ pool, client, caller, metadata }: Act, user: User) => {
    const address = addressOf(pool, user);
    const code = codes.make(user, "password");
    return send({
      pool,
      user,
      address,
      occasion: "ForgotPassword",
      code,
      clientId: client.id,
      caller,
      metadata,
    });
  };
  const isSecretive = ({ client }: Attempt) => client.preventUserExistenceErrors === "ENABLED";

  return {
    async forgot(attempt, username) {
      const user = attempt.pool.find(username) ?? (await migrate(attempt, username, undefined));
      if (!user && isSecretive(attempt))
        return {
          AttributeName: "email",
          DeliveryMedium: "EMAIL",
          Destination: hidden("email", username.includes("@") ? username : `${username}@example.com`),
        };
      if (!user) throw new AwsError("UserNotFoundException", "Username/client id combination not found.");
      if (!user.enabled) throw notAuthorized("User is disabled.");
      if (user.status === "FORCE_CHANGE_PASSWORD")
        throw notAuthorized("User password cannot be reset in the current state.");
      return sendCode(attempt, user);
    },
    async confirm(attempt, username, code, password) {
      const { pool, client, caller, metadata } = attempt;
      const user = pool.find(username);
      if (!user && isSecretive(attempt))
        throw new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
      if (!user) throw new AwsError("UserNotFoundException", "Username/client id combination not found.");
      codes.check(user, "password", code);
      const changed = pool.setPassword(user, password, "CONFIRMED");
      codes.spend(user, "password");
      await ask("postConfirmation", {
        pool,
        clientId: client.id,
        username: user.username,
        attributes: attributesOf(changed),
        source: "PostConfirmation_ConfirmForgotPassword",
        request: { clientMetadata: metadata },
        caller,
      });
    },
    async reset(act, user) {
      await sendCode(act, user);
      act.pool.change(user, { status: "RESET_REQUIRED" });
    },
  };
};
