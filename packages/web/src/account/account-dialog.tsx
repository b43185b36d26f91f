import type { Customer, OrderError } from "@sourdough/order-client";
import { type FormEvent, useId, useState } from "react";
import { toOrderError } from "../app/to-order-error.ts";
import { client } from "../client.ts";
import { Dialog } from "../ui/dialog.tsx";
import { isLocal } from "../ui/is-local.ts";
import { Field } from "./field.tsx";
import { rememberedAccount } from "./remembered-account.ts";

export type AccountStep = "sign-up" | "sign-in" | "confirm";

interface Props {
  why: string | undefined;
  /** By default what fits who was here before. */
  first: AccountStep | undefined;
  onDone(customer: Customer | undefined): void;
}

const words = {
  "sign-up": { title: "Create an account", submit: "Create account", busy: "Creating…" },
  "sign-in": { title: "Sign in", submit: "Sign in", busy: "Signing in…" },
  confirm: { title: "Check your e-mail", submit: "Confirm", busy: "Confirming…" },
};

export const AccountDialog = ({ why, first, onDone }: Props) => {
  const [step, setStep] = useState<AccountStep>(
    () => first ?? (rememberedAccount.read() ? "sign-in" : "sign-up"),
  );
  const [problem, setProblem] = useState<OrderError>();
  const [busy, setBusy] = useState(false);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const problemId = useId();

  const go = (next: AccountStep) => {
    setStep(next);
    setProblem(undefined);
  };
  const run = async () => {
    const credentials = { email: email.trim().toLowerCase(), password };
    if (step === "sign-up") {
      const { confirmed } = await client.signUp(credentials);
      if (!confirmed) return go("confirm");
    }
    if (step === "confirm") await client.confirmSignUp(credentials.email, code.trim());
    const customer = await client.signIn(credentials);
    rememberedAccount.write(true);
    onDone(customer);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await run();
    } catch (error) {
      const failure = toOrderError(error);
      if (failure.code === "not_confirmed") setStep("confirm");
      setProblem(failure);
    } finally {
      setBusy(false);
    }
  };

  const { title, submit: label, busy: busyLabel } = words[step];
  return (
    <Dialog label={title} className="account" onClose={() => onDone(undefined)}>
      <h2>{title}</h2>
      {why && <p className="account-why">{why}</p>}
      <form onSubmit={submit} aria-describedby={problem ? problemId : undefined}>
        {step === "confirm" ? (
          <Field
            label="Code from the e-mail"
            value={code}
            onChange={setCode}
            inputMode="numeric"
            autoComplete="one-time-code"
          />
        ) : (
          <>
            <Field
              label="E-mail address"
              type="email"
              value={email}
              onChange={setEmail}
              autoComplete="username"
            />
            <Field
              label="Password"
              type="password"
              value={password}
              onChange={setPassword}
              autoComplete={step === "sign-up" ? "new-password" : "current-password"}
              hint={
                step === "sign-up" ? "8 characters or more, with a small letter and a number." : undefined
              }
              minLength={step === "sign-up" ? 8 : 1}
            />
          </>
        )}
        {problem && (
          <p id={problemId} className="form-problem" role="alert">
            {problem.message}
            {problem.code === "wrong_password" && isLocal && (
              <>
                {" On this machine an account lasts until npm start ends. "}
                <button type="button" className="text-button" onClick={() => go("sign-up")}>
                  Create it again
                </button>
              </>
            )}
            {problem.code === "email_taken" && (
              <button type="button" className="text-button" onClick={() => go("sign-in")}>
                Sign in
              </button>
            )}
          </p>
        )}
        <button type="submit" className="button wide" disabled={busy}>
          {busy ? busyLabel : label}
        </button>
      </form>
      {step === "sign-up" && (
        <p className="account-other">
          Here before?{" "}
          <button type="button" className="text-button" onClick={() => go("sign-in")}>
            Sign in
          </button>
        </p>
      )}
      {step === "sign-in" && (
        <p className="account-other">
          New here?{" "}
          <button type="button" className="text-button" onClick={() => go("sign-up")}>
            Create an account
          </button>
        </p>
      )}
    </Dialog>
  );
};
