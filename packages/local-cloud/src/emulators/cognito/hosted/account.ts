import { AwsError } from "../../../core/aws-error.ts";
import type { Caller } from "../../../core/cloud.ts";
import { STANDARD_ATTRIBUTES } from "../pool-properties.ts";
import type { Recovery } from "../recovery.ts";
import type { Registration } from "../registration.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { usernameField } from "./login.ts";
import type { Field, Page } from "./page.ts";

type Form = Readonly<Record<string, string>>;

/** A page to show, or what to say on the one for signing in. */
export type AccountTurn = Page | { readonly signIn: string };

const codeField: Field = {
  name: "code",
  label: "Code",
  autocomplete: "one-time-code",
  inputmode: "numeric",
};
const newPassword = (label: string): Field => ({
  name: "password",
  label,
  type: "password",
  autocomplete: "new-password",
});

const LABELS: Readonly<Record<string, Omit<Field, "name">>> = {
  email: { label: "E-mail address", type: "email", autocomplete: "email" },
  phone_number: { label: "Phone number, with + and country", type: "tel", autocomplete: "tel" },
};

/** Attributes that a new user of the pool has to have, or that its code goes to. */
const attributeFields = ({ properties }: AuthorizationRequest["pool"]): Field[] => {
  const required = properties.schemas.flatMap((schema) =>
    schema.required && schema.name !== "sub" && STANDARD_ATTRIBUTES.has(schema.name) ? [schema.name] : [],
  );
  const names = new Set<string>([...properties.autoVerifiedAttributes, ...required]);
  for (const name of properties.usernameAttributes) names.delete(name);
  return [...names].map((name) => ({ name, ...(LABELS[name] ?? { label: name.replaceAll("_", " ") }) }));
};

/** `/signup`, `/confirm` and `/forgotPassword`. */
export const createAccountPages = (registration: Registration, recovery: Recovery) => {
  const back = (query: string) => [{ text: "Back to sign-in", href: `login${query}` }];
  const signUp = (request: AuthorizationRequest, query: string, given: Partial<Page> = {}): Page => ({
    title: "Create an account",
    form: {
      action: `signup${query}`,
      fields: [usernameField(request), ...attributeFields(request.pool), newPassword("Password")],
      submit: "Create account",
    },
    links: back(query),
    ...given,
  });
  const confirm = (request: AuthorizationRequest, query: string, given: Partial<Page> = {}): Page => ({
    title: "Enter the code",
    form: { action: `confirm${query}`, fields: [usernameField(request), codeField], submit: "Confirm" },
    links: back(query),
    ...given,
  });
  const forgot = (request: AuthorizationRequest, query: string, given: Partial<Page> = {}): Page => ({
    title: "Forgot your password?",
    form: { action: `forgotPassword${query}`, fields: [usernameField(request)], submit: "Send a code" },
    links: back(query),
    ...given,
  });
  const reset = (username: string, query: string, given: Partial<Page>): Page => ({
    title: "Choose a password",
    form: {
      action: `forgotPassword${query}`,
      fields: [codeField, newPassword("New password")],
      hidden: { step: "reset", username },
      submit: "Change password",
    },
    links: back(query),
    ...given,
  });
  const again = async (run: () => Promise<AccountTurn>, page: (problem: string) => Page) => {
    try {
      return await run();
    } catch (error) {
      if (error instanceof AwsError) return page(error.message);
      throw error;
    }
  };

  const takeConfirm = (request: AuthorizationRequest, query: string, form: Form, caller: Caller) => {
    const { username = "", code = "" } = form;
    return again(
      async () => {
        await registration.confirm({ ...request, caller }, username, code);
        return { signIn: "Your account is confirmed. Sign in." };
      },
      (problem) => confirm({ ...request, loginHint: username }, query, { problem }),
    );
  };

  return {
    signup: {
      show: signUp,
      take(request: AuthorizationRequest, query: string, form: Form, caller: Caller): Promise<AccountTurn> {
        const { username = "", password = "" } = form;
        const names = attributeFields(request.pool).map(({ name }) => name);
        const attributes = new Map(names.map((name) => [name, form[name] ?? ""]));
        const named = { ...request, loginHint: username };
        return again(
          async () => {
            const given = { username, password, attributes };
            const { user, delivery } = await registration.signUp({ ...request, caller }, given);
            if (user.status === "CONFIRMED") return { signIn: "Your account is there. Sign in." };
            const notice = delivery
              ? `It is in a message to ${delivery.Destination}.`
              : "An administrator has to confirm your account.";
            return confirm(named, query, { notice });
          },
          (problem) => signUp(named, query, { problem }),
        );
      },
    },
    confirm: { show: confirm, take: takeConfirm },
    forgotPassword: {
      show: forgot,
      take(request: AuthorizationRequest, query: string, form: Form, caller: Caller): Promise<AccountTurn> {
        const { username = "", code = "", password = "" } = form;
        const attempt = { ...request, caller };
        if (form.step === "reset")
          return again(
            async () => {
              await recovery.confirm(attempt, username, code, password);
              return { signIn: "Your password is changed. Sign in." };
            },
            (problem) => reset(username, query, { problem }),
          );
        return again(
          async () => {
            const { Destination } = await recovery.forgot(attempt, username);
            return reset(username, query, { notice: `A code is in a message to ${Destination}.` });
          },
          (problem) => forgot({ ...request, loginHint: username }, query, { problem }),
        );
      },
    },
  };
};
