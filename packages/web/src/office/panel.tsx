import { type ReactNode, useId } from "react";
import { useCustomer } from "../account/customer-context.tsx";
import { signInOffer } from "../account/sign-in-offer.ts";
import { useOnline } from "../app/use-online.ts";
import { useNow } from "../kitchen/use-now.ts";
import { Notice } from "../ui/notice.tsx";
import { timeOf } from "../ui/time.ts";
import type { Live } from "./live/use-live.ts";

/** While the line is broken the list is asked for every two seconds: one that is older did not come. */
const oldAfterMs = 10_000;

interface Props {
  /** Its place in the address, and in the navigation. */
  id: string;
  name: string;
  tone: "butter" | "plain" | "night" | "good" | "bad" | "sky" | "bloom";
  /** Beside the name: how many, or when. */
  aside?: ReactNode;
  live: Pick<Live<unknown>, "list" | "asOf" | "connection" | "problem" | "tryAgain">;
  /** Lines that stand for the list until it comes. */
  skeleton?: number;
  /** What is said when there is nothing in the list; nothing when there is something. */
  empty?: ReactNode;
  children: ReactNode;
}

/**
 * A part of the office, with its own list and its own troubles: it is on its way, does not come, came before the line
 * broke off, or has nothing in it.
 */
export const Panel = ({ id, name, tone, aside, live, skeleton = 2, empty, children }: Props) => {
  const headingId = useId();
  const online = useOnline();
  const { askToSignIn } = useCustomer();
  const { list, asOf, connection, problem, tryAgain } = live;
  const offer = signInOffer(problem);
  const signIn = async () => {
    if (await askToSignIn(problem?.message, offer?.step)) tryAgain();
  };
  const isAway = !online || connection === "reconnecting";
  const now = useNow();
  const isOld = asOf !== undefined && isAway && (!online || now - asOf > oldAfterMs);
  return (
    <section
      id={id}
      className="panel"
      data-tone={tone}
      aria-labelledby={headingId}
      aria-busy={!list && !problem && !isAway}
    >
      <header className="panel-head">
        <h2 id={headingId} tabIndex={-1}>
          {name}
        </h2>
        {aside && <span className="panel-aside">{aside}</span>}
        {list !== undefined && isOld && (
          <span className="panel-stale">as of {timeOf(new Date(asOf).toISOString())}</span>
        )}
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
      {list === undefined && !problem && isAway && (
        <p className="panel-note" role="status">
          {online
            ? "The bakery does not answer. We ask every two seconds."
            : "You are offline. It comes when you are back."}
        </p>
      )}
      {list !== undefined ? (
        (empty ?? children)
      ) : problem || isAway ? null : (
        <div className="panel-skeletons" aria-hidden="true">
          {Array.from({ length: skeleton }, (_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
            <div key={line} className="skeleton panel-skeleton" />
          ))}
        </div>
      )}
    </section>
  );
};
