import { type ReactNode, useId } from "react";
import { useCustomer } from "../account/customer-context.tsx";
import { signInOffer } from "../account/sign-in-offer.ts";
import { Notice } from "../ui/notice.tsx";
import type { OfficeList } from "./use-office.ts";

interface Props {
  name: string;
  tone: "butter" | "plain" | "night" | "good" | "bad";
  /** Beside the name: how many, or when. */
  aside?: ReactNode;
  live: Pick<OfficeList<unknown>, "list" | "problem" | "tryAgain">;
  /** Lines that stand for the list until it comes. */
  skeleton?: number;
  children: ReactNode;
}

/** A part of the office, with its own list and its own troubles. */
export const Panel = ({ name, tone, aside, live, skeleton = 2, children }: Props) => {
  const id = useId();
  const { askToSignIn } = useCustomer();
  const { list, problem, tryAgain } = live;
  const offer = signInOffer(problem);
  const signIn = async () => {
    if (await askToSignIn(problem?.message, offer?.step)) tryAgain();
  };
  return (
    <section className="panel" data-tone={tone} aria-labelledby={id} aria-busy={!list && !problem}>
      <header className="panel-head">
        <h2 id={id} tabIndex={-1}>
          {name}
        </h2>
        {aside && <span className="panel-aside">{aside}</span>}
      </header>
      {problem && (
        <Notice
          tone="problem"
          actions={
            <button type="button" className="button quiet" onClick={offer ? signIn : tryAgain}>
              {offer?.label ?? "Try again"}
            </button>
          }
        >
          {problem.message}
        </Notice>
      )}
      {list
        ? children
        : !problem &&
          Array.from({ length: skeleton }, (_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
            <div key={line} className="skeleton panel-skeleton" aria-hidden="true" />
          ))}
    </section>
  );
};
