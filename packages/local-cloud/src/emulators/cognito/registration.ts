import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { type Attributes, checkWritable } from "./attributes.ts";
import type { Codes } from "./codes.ts";
import { notAuthorized } from "./grants.ts";
import type { Delivery, SendMessage } from "./messages.ts";
import type { Address } from "./pool-properties.ts";
import type { Act, Attempt } from "./sign-in.ts";
import type { User } from "./store.ts";
import type { AskTrigger } from "./triggers.ts";
import { attributesOf, type UserPool } from "./user-pool.ts";

/** Becoming a user, by an app or the hosted pages. */
export interface Registration {
  signUp(
    attempt: Attempt,
    given: {
      readonly username: string;
      /** Absent where the pool lets people sign in without one. */
      readonly password: string | undefined;
      readonly attributes: Attributes;
      readonly validationData?: Readonly<Record<string, string>> | null;
    },
  ): Promise<{ user: User; delivery: Delivery | undefined }>;
  /** Throws `CodeMismatchException`, `ExpiredCodeException` or `AliasExistsException`. */
  confirm(attempt: Attempt, username: string, code: string): Promise<void>;
  /** Without a code, as an administrator does. */
  confirmNow(act: Act, user: User): Promise<User>;
  resend(attempt: Attempt, username: string): Promise<Delivery>;
}

const preSignUpAnswer = z
  .looseObject({
    autoConfirmUser: z.boolean().nullish(),
    autoVerifyEmail: z.boolean().nullish(),
    autoVerifyPhone: z.boolean().nullish(),
  })
  .default({});

/** Where the code of a new user goes: to the phone, where the pool verifies both. */
const addressOf = ({ properties }: UserPool, user: User): Address | undefined =>
  (["phone_number", "email"] as const).find(
    (name) => properties.autoVerifiedAttributes.includes(name) && user.attributes[name] !== undefined,
  );

const verifiedIf = (name: Address, condition: unknown): [string, string][] =>
  condition ? [[`${name}_verified`, "true"]] : [];

interface Parts {
  readonly codes: Codes;
  readonly send: SendMessage;
  readonly ask: AskTrigger;
  /** Whether a user is confirmed as if the code had been entered. */
  readonly confirmsAtOnce: boolean;
}

export const createRegistration = ({ codes, send, ask, confirmsAtOnce }: Parts): Registration => {
  const sendCode = async (attempt: Attempt, user: User, occasion: "SignUp" | "ResendCode") => {
    const { pool, client, caller, metadata } = attempt;
    const address = addressOf(pool, user);
    if (!address) return undefined;
    const code = codes.make(user, "sign-up");
    return send({ pool, user, address, occasion, code, clientId: client.id, caller, metadata });
  };

  const confirmNow: Registration["confirmNow"] = async ({ pool, client, caller, metadata }, user) => {
    if (user.status !== "UNCONFIRMED")
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    const confirmed = pool.change(user, { status: "CONFIRMED" });
    codes.spend(user, "sign-up");
    await ask("postConfirmation", {
      pool,
      clientId: client.id,
      username: user.username,
      attributes: attributesOf(confirmed),
      source: "PostConfirmation_ConfirmSignUp",
      request: { clientMetadata: metadata },
      caller,
    });
    return confirmed;
  };

  const verify = (pool: UserPool, user: User): User => {
    const address = addressOf(pool, user);
    return address ? pool.update(user, new Map(verifiedIf(address, true))) : user;
  };

  const unknown = () => new AwsError("UserNotFoundException", "Username/client id combination not found.");

  return {
    async signUp(attempt, { username, password, attributes, validationData = null }) {
      const { pool, client, caller, metadata } = attempt;
      checkWritable(attributes.keys(), client);
      if (pool.properties.adminCreateUserConfig?.allowAdminCreateUserOnly)
        throw notAuthorized("SignUp is not permitted for this user pool");
      const factors = pool.properties.signInPolicy?.allowedFirstAuthFactors ?? [];
      if (password === undefined && factors.every((factor) => factor === "PASSWORD"))
        throw new AwsError(
          "InvalidParameterException",
          "Password is required by the sign-in policy of the user pool.",
        );
      const sub = randomUUID();
      const answer = await ask("preSignUp", {
        pool,
        clientId: client.id,
        username: pool.properties.usernameAttributes.length > 0 ? sub : username,
        attributes,
        source: "PreSignUp_SignUp",
        request: { validationData, clientMetadata: metadata },
        caller,
      });
      const { autoConfirmUser, autoVerifyEmail, autoVerifyPhone } = preSignUpAnswer.parse(answer ?? {});
      const user = pool.add({
        username,
        password,
        attributes: new Map([
          ...attributes,
          ...verifiedIf("email", autoVerifyEmail),
          ...verifiedIf("phone_number", autoVerifyPhone),
        ]),
        status: "UNCONFIRMED",
        sub,
      });
      if (confirmsAtOnce) return { user: await confirmNow(attempt, verify(pool, user)), delivery: undefined };
      if (autoConfirmUser) return { user: await confirmNow(attempt, user), delivery: undefined };
      return { user, delivery: await sendCode(attempt, user, "SignUp") };
    },
    async confirm(attempt, username, code) {
      const { pool } = attempt;
      const user = pool.find(username);
      if (!user) throw unknown();
      if (user.status === "UNCONFIRMED") codes.check(user, "sign-up", code);
      await confirmNow(attempt, user.status === "UNCONFIRMED" ? verify(pool, user) : user);
    },
    confirmNow,
    async resend(attempt, username) {
      const user = attempt.pool.find(username);
      if (!user) throw unknown();
      if (user.status !== "UNCONFIRMED")
        throw new AwsError("InvalidParameterException", "User is already confirmed.");
      const delivery = await sendCode(attempt, user, "ResendCode");
      if (delivery) return delivery;
      throw new AwsError("InvalidParameterException", "Auto verification not turned on.");
    },
  };
};
