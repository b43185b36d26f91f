import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller } from "../../../core/cloud.ts";
import { secretHash } from "../parameters.ts";
import type { SignedIn, SignIns, Step } from "../sign-in.ts";
import type { SoftwareTokens } from "../software-tokens.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { challengePage, isShown, SHOWN } from "./challenge-page.ts";
import type { Field, Page } from "./page.ts";

/** A page to show, or somebody who is signed in. */
export type Turn = Page | SignedIn;

type Form = Readonly<Record<string, string>>;

/** What the hidden fields of a challenge's page bring back. */
const pending = z.object({
  challenge: z.enum(SHOWN),
  session: z.string(),
  USERNAME: z.string(),
  parameters: z.string().transform((text, context): Record<string, string> => {
    try {
      return z.record(z.string(), z.string()).parse(JSON.parse(text));
    } catch {
      context.addIssue("is not what the page had");
      return z.NEVER;
    }
  }),
});

const nameFields = { email: "E-mail address", phone_number: "Phone number" } as const;

/** How users of the pool are named. */
export const usernameField = ({ pool, loginHint }: AuthorizationRequest): Field => {
  const kinds = pool.properties.usernameAttributes;
  return {
    name: "username",
    label: kinds.length > 0 ? kinds.map((kind) => nameFields[kind]).join(" or ") : "User name",
    autocomplete: "username",
    value: loginHint,
  };
};

const loginPage = (request: AuthorizationRequest, query: string, given: Partial<Page> = {}): Page => ({
  title: "Sign in",
  form: {
    action: `login${query}`,
    fields: [
      usernameField(request),
      { name: "password", label: "Password", type: "password", autocomplete: "current-password" },
    ],
    submit: "Sign in",
  },
  links: [
    { text: "Forgot your password?", href: `forgotPassword${query}` },
    ...(request.pool.properties.adminCreateUserConfig?.allowAdminCreateUserOnly
      ? []
      : [{ text: "Create an account", href: `signup${query}` }]),
  ],
  ...given,
});

/** `/login`: a password, and whatever is asked after it. */
export const createLogin = (signIns: SignIns, tokens: SoftwareTokens) => {
  const shown = async (step: Step, username: string, query: string): Promise<Turn> => {
    if (!("ChallengeName" in step)) return step;
    if (!isShown(step)) throw new Error(`A sign-in by password led to ${step.ChallengeName}.`);
    if (step.ChallengeName !== "MFA_SETUP") return challengePage(step, username, query);
    const SECRET = await tokens.associate({ Session: step.Session });
    const ChallengeParameters = { ...step.ChallengeParameters, SECRET };
    return challengePage({ ...step, ChallengeParameters }, username, query);
  };

  return {
    show: (request: AuthorizationRequest, query: string, notice?: string): Page =>
      loginPage(request, query, { notice }),

    async take(request: AuthorizationRequest, query: string, form: Form, caller: Caller): Promise<Turn> {
      const attempt = { pool: request.pool, client: request.client, caller };
      if (form.challenge === undefined) {
        const { username = "", password = "" } = form;
        try {
          return await shown(await signIns.withPassword(attempt, username, password), username, query);
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          if (error.code === "UserNotConfirmedException")
            return {
              ...loginPage(request, query, {
                problem: "Your account waits for the code that was sent to you.",
              }),
              links: [{ text: "Enter the code", href: `confirm${query}` }],
            };
          return loginPage({ ...request, loginHint: username }, query, { problem: error.message });
        }
      }
      const parsed = pending.safeParse(form);
      if (!parsed.success) return loginPage(request, query, { problem: "Please sign in again." });
      const { challenge, session, USERNAME, parameters } = parsed.data;
      const SECRET_HASH = secretHash(attempt.client, USERNAME);
      try {
        if (challenge === "MFA_SETUP") await tokens.verify({ Session: session }, form.SETUP_CODE ?? "");
        const given = { ...form, USERNAME, ...(SECRET_HASH !== undefined && { SECRET_HASH }) };
        return await shown(await signIns.answer(attempt, challenge, session, given), USERNAME, query);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (error.code === "NotAuthorizedException")
          return loginPage(request, query, { problem: error.message });
        const again = { ChallengeName: challenge, Session: session, ChallengeParameters: parameters };
        return challengePage(again, USERNAME, query, error.message);
      }
    },
  };
};
