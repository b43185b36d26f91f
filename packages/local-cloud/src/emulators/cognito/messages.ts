import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { pathOfHost } from "../../http/hosts.ts";
import { domainOf } from "./hosted/domains.ts";
import type { Address, UserPoolProperties } from "./pool-properties.ts";
import type { Store, User } from "./store.ts";
import type { AskTrigger } from "./triggers.ts";
import { attributesOf, type UserPool } from "./user-pool.ts";

/** Why a user gets a message, as `CustomMessage_<Occasion>` names it to an app's function. */
export type Occasion =
  | "SignUp"
  | "ResendCode"
  | "ForgotPassword"
  | "VerifyUserAttribute"
  | "UpdateUserAttribute"
  | "Authentication"
  | "AdminCreateUser";

interface Message {
  readonly pool: UserPool;
  readonly user: User;
  readonly address: Address;
  readonly occasion: Occasion;
  readonly code: string;
  readonly clientId: string;
  readonly caller: Caller;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** By default what the user's attribute says. */
  readonly to?: string | undefined;
}

export interface Delivery {
  readonly AttributeName: string;
  readonly DeliveryMedium: "EMAIL" | "SMS";
  readonly Destination: string;
}

/** Puts a message into the mailbox, and tells where it went. */
export type SendMessage = (message: Message) => Promise<Delivery>;

export const NO_ADDRESS = "no registered/verified email or phone_number";

/** `a***@e***`, `+*******1234` */
export const hidden = (address: Address, value: string): string =>
  address === "email" ? value.replace(/(?<=^.|@.).*?(?=@|$)/g, "***") : `+*******${value.slice(-4)}`;

const customized = z
  .looseObject({
    smsMessage: z.string().nullish(),
    emailMessage: z.string().nullish(),
    emailSubject: z.string().nullish(),
  })
  .default({});

interface Words {
  readonly sms: string;
  readonly subject: string;
  readonly email: string;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html */
const wordsOf = (properties: UserPoolProperties, occasion: Occasion): Words => {
  const {
    verificationMessageTemplate: template,
    adminCreateUserConfig,
    emailMfaConfiguration: mfa,
  } = properties;
  if (occasion === "AdminCreateUser") {
    const invite = adminCreateUserConfig?.inviteMessageTemplate;
    const text = "Your username is {username} and temporary password is {####}.";
    return {
      sms: invite?.smsMessage ?? text,
      subject: invite?.emailSubject ?? "Your temporary password",
      email: invite?.emailMessage ?? text,
    };
  }
  if (occasion === "Authentication")
    return {
      sms: properties.smsAuthenticationMessage ?? "Your authentication code is {####}.",
      subject: mfa?.subject ?? "Your authentication code",
      email: mfa?.message ?? "Your authentication code is {####}.",
    };
  const text = "Your verification code is {####}.";
  return {
    sms: template?.smsMessage ?? properties.smsVerificationMessage ?? text,
    subject: template?.emailSubject ?? properties.emailVerificationSubject ?? "Your verification code",
    email: template?.emailMessage ?? properties.emailVerificationMessage ?? text,
  };
};

/** The link of pools whose users follow one instead of typing a code. */
const withLink = ({ properties }: UserPool, words: Words, link: string): Words => {
  const { emailMessageByLink, emailSubjectByLink } = properties.verificationMessageTemplate ?? {};
  const text = emailMessageByLink ?? "Please click the link below to verify your address. {##Verify Email##}";
  return {
    ...words,
    subject: emailSubjectByLink ?? words.subject,
    email: text.replace(/\{##(.*?)##\}/s, (_, label: string) => `<a href="${link}">${label}</a>`),
  };
};

export const createMessages = (cloud: Cloud, ask: AskTrigger, store: Store): SendMessage => {
  /** The page at which a code counts; undefined where the pool has no domain. */
  const linkOf = ({ pool, user, code, clientId }: Message): string | undefined => {
    const domain = domainOf(store, pool.id);
    const query = new URLSearchParams({
      client_id: clientId,
      user_name: user.username,
      confirmation_code: code,
    });
    return domain && `${cloud.endpoint}${pathOfHost(domain.host)}/confirmUser?${query}`;
  };
  const words = async (message: Message) => {
    const { pool, user, occasion, code, clientId, caller, metadata } = message;
    const asked = wordsOf(pool.properties, occasion);
    const byLink =
      pool.properties.verificationMessageTemplate?.defaultEmailOption === "CONFIRM_WITH_LINK" &&
      (occasion === "SignUp" || occasion === "ResendCode");
    const link = byLink ? linkOf(message) : undefined;
    const answer = customized.parse(
      (await ask("customMessage", {
        pool,
        clientId,
        username: user.username,
        attributes: attributesOf(user),
        source: `CustomMessage_${occasion}`,
        request: { codeParameter: "{####}", usernameParameter: "{username}", clientMetadata: metadata },
        caller,
      })) ?? {},
    );
    const said = link === undefined ? asked : withLink(pool, asked, link);
    const filled = (text: string) => text.replaceAll("{####}", code).replaceAll("{username}", user.username);
    return {
      sms: filled(answer.smsMessage ?? said.sms),
      subject: answer.emailSubject ?? said.subject,
      email: filled(answer.emailMessage ?? said.email),
    };
  };

  return async (message) => {
    const { pool, user, address } = message;
    const to = message.to ?? user.attributes[address];
    if (to === undefined) throw new AwsError("InvalidParameterException", `User has ${NO_ADDRESS}`);
    const { sms, subject, email } = await words(message);
    const messageId = randomUUID();
    if (address === "email")
      cloud.use("mailbox").email({
        messageId,
        from: pool.properties.emailConfiguration?.fromEmailAddress ?? "no-reply@verificationemail.com",
        to: [to],
        cc: [],
        bcc: [],
        replyTo: [pool.properties.emailConfiguration?.replyToEmailAddress ?? []].flat(),
        subject,
        html: email,
        headers: [],
      });
    else cloud.use("mailbox").sms({ messageId, to, body: sms });
    return {
      AttributeName: address,
      DeliveryMedium: address === "email" ? "EMAIL" : "SMS",
      Destination: hidden(address, to),
    };
  };
};
