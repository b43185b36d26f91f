import { z } from "zod";
import type { Challenge } from "../sign-in.ts";
import type { MfaMethod } from "../store.ts";
import type { Field, Page } from "./page.ts";

/** Challenges that the pages can lead to: what begins with a password. */
export const SHOWN = [
  "NEW_PASSWORD_REQUIRED",
  "SMS_MFA",
  "EMAIL_OTP",
  "SOFTWARE_TOKEN_MFA",
  "SELECT_MFA_TYPE",
  "MFA_SETUP",
] as const;
type Shown = (typeof SHOWN)[number];

/** One of them, as the API has it. */
export type ShownChallenge = Omit<Challenge, "ChallengeName"> & { readonly ChallengeName: Shown };

export const isShown = (challenge: Challenge): challenge is ShownChallenge =>
  (SHOWN as readonly string[]).includes(challenge.ChallengeName);

/** A list in JSON, which comes back from the browser: whoever changes it sees an empty one. */
const listOf = <Item extends z.ZodType<string>>(item: Item, text = "[]"): z.output<Item>[] => {
  try {
    return z.array(item).parse(JSON.parse(text));
  } catch {
    return [];
  }
};

const METHODS: Readonly<Record<MfaMethod, string>> = {
  SMS_MFA: "A code by text message",
  EMAIL_OTP: "A code by e-mail",
  SOFTWARE_TOKEN_MFA: "A code from your authenticator app",
};

const method = z.enum(["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);

const codeField = (name: string, label: string): Field => ({
  name,
  label,
  autocomplete: "one-time-code",
  inputmode: "numeric",
});

const titleOf = (attribute: string): string => {
  const words = attribute.replace(/^custom:/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const shown = ({
  ChallengeName,
  ChallengeParameters: given,
}: ShownChallenge): Omit<Page, "form"> & { fields: Field[] } => {
  const destination = given.CODE_DELIVERY_DESTINATION ?? "";
  switch (ChallengeName) {
    case "NEW_PASSWORD_REQUIRED":
      return {
        title: "Choose a password",
        notice: "This is your first sign-in: replace the temporary password.",
        fields: [
          { name: "NEW_PASSWORD", label: "New password", type: "password", autocomplete: "new-password" },
          ...listOf(z.string(), given.requiredAttributes).map((name) => ({
            name,
            label: titleOf(name.replace(/^userAttributes\./, "")),
          })),
        ],
      };
    case "SMS_MFA":
      return {
        title: "Enter the code",
        notice: `It is in a message to ${destination}.`,
        fields: [codeField("SMS_MFA_CODE", "Code")],
      };
    case "EMAIL_OTP":
      return {
        title: "Enter the code",
        notice: `It is in an e-mail to ${destination}.`,
        fields: [codeField("EMAIL_OTP_CODE", "Code")],
      };
    case "SOFTWARE_TOKEN_MFA":
      return {
        title: "Enter the code",
        notice: "It is in your authenticator app.",
        fields: [codeField("SOFTWARE_TOKEN_MFA_CODE", "Code")],
      };
    case "SELECT_MFA_TYPE":
      return {
        title: "Choose a second factor",
        fields: [
          {
            name: "ANSWER",
            label: "Second factor",
            options: listOf(method, given.MFAS_CAN_CHOOSE).map((value) => ({
              value,
              label: METHODS[value],
            })),
          },
        ],
      };
    case "MFA_SETUP":
      return {
        title: "Set up an authenticator app",
        notice: "Enter this secret in the app, and the code that it shows here.",
        secret: given.SECRET,
        fields: [codeField("SETUP_CODE", "Code")],
      };
  }
};

/** The page on which a user answers a challenge. */
export const challengePage = (
  challenge: ShownChallenge,
  username: string,
  query: string,
  problem?: string,
): Page => {
  const { fields, ...page } = shown(challenge);
  return {
    ...page,
    problem,
    form: {
      action: `login${query}`,
      fields,
      hidden: {
        challenge: challenge.ChallengeName,
        session: challenge.Session ?? "",
        parameters: JSON.stringify(challenge.ChallengeParameters),
        USERNAME: username,
      },
      submit: "Continue",
    },
  };
};
