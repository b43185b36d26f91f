import type { DisputeView } from "@sourdough/events-schema/http";
import { useId, useState } from "react";
import { money } from "../../ui/money.ts";
import { orderNumber } from "../../ui/order-number.ts";
import { dayOf } from "../../ui/time.ts";
import { isSoon, until } from "../until.ts";
import { type Answer, AnswerForm } from "./answer-form.tsx";
import { outcomeText, reasonText, statusText } from "./dispute-texts.ts";

interface Props {
  dispute: DisputeView;
  now: number;
  onAnswer(disputeId: string, answer: Answer): Promise<void>;
}

/** An order whose money a customer wants back, and what can be said to it. */
export const DisputeSlip = ({ dispute, now, onAnswer }: Props) => {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { disputeId, orderId, amountCents, reason, status, answerBy, evidence, answer } = dispute;
  const deadline = Date.parse(answerBy);
  const outcome = outcomeText[status];
  return (
    <li className="slip" data-dispute={disputeId} data-status={status} data-over={outcome ? true : undefined}>
      <article aria-labelledby={id}>
        <header>
          <h3 id={id}>{money(amountCents)}</h3>
          <span className="slip-status">order {orderNumber(orderId)}</span>
        </header>
        <p className="slip-lead">{reasonText(reason)}</p>
        {status === "OPEN" && (
          <p className="slip-deadline" data-soon={isSoon(deadline, now) || undefined}>
            <span>
              Answer <strong>{until(deadline, now)}</strong>
            </span>
            <time dateTime={answerBy}>{dayOf(answerBy)}</time>
          </p>
        )}
        {!outcome && (
          <ul className="evidence" aria-label="Evidence">
            {evidence.map(({ kind, at, text }) => (
              <li key={`${kind} ${at} ${text}`}>
                <span>{text}</span>
                <time dateTime={at}>{dayOf(at)}</time>
              </li>
            ))}
            {!evidence.some(({ kind }) => kind === "collected") && (
              <li data-missing>
                <span>Not collected, as far as we know</span>
              </li>
            )}
          </ul>
        )}
        {answer && <p className="slip-answer">{answerText(dispute)}</p>}
        {dispute.text && !outcome && <blockquote className="slip-quote">{dispute.text}</blockquote>}
        {outcome ? (
          <p className="slip-lead">{outcome}</p>
        ) : (
          status !== "OPEN" && <p className="slip-progress">It is {statusText[status]}.</p>
        )}
        {status === "OPEN" &&
          (isOpen ? (
            <AnswerForm onAnswer={(given) => onAnswer(disputeId, given)} onCancel={() => setOpen(false)} />
          ) : (
            <button type="button" className="button wide" onClick={() => setOpen(true)}>
              Answer<span className="visually-hidden"> the dispute about order {orderNumber(orderId)}</span>
            </button>
          ))}
      </article>
    </li>
  );
};

const answerText = ({ answer, answeredBy, answeredAt }: DisputeView) =>
  [
    answer === "contest" ? "Contested" : "Accepted",
    answeredBy === "clock" ? "since nobody answered in time" : "by the office",
    ...(answeredAt ? [dayOf(answeredAt)] : []),
  ].join(", ");
