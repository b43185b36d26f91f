import type { DisputeView } from "@sourdough/events-schema/http";
import { useId, useState } from "react";
import { money } from "../../ui/money.ts";
import { orderNumber } from "../../ui/order-number.ts";
import { dayOf } from "../../ui/time.ts";
import { counted } from "../counts.ts";
import { isSoon, until } from "../until.ts";
import { type Answer, AnswerForm } from "./answer-form.tsx";
import { outcomeText, reasonText } from "./dispute-texts.ts";

interface Props {
  dispute: DisputeView;
  now: number;
  onAnswer(disputeId: string, answer: Answer): Promise<void>;
}

/** An order whose money a customer wants back, and what can be said to it. */
export const DisputeSlip = ({ dispute, now, onAnswer }: Props) => {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { disputeId, orderId, amountCents, reason, status, answerBy, evidence, answer, outcome } = dispute;
  return (
    <li className="slip" data-dispute={disputeId} data-status={status}>
      <article aria-labelledby={id}>
        <header>
          <h3 id={id}>{money(amountCents)}</h3>
          <span className="slip-status">order {orderNumber(orderId)}</span>
        </header>
        <p className="slip-lead">{reasonText(reason)}</p>
        {status === "NEEDS_ANSWER" && (
          <p className="slip-deadline" data-soon={isSoon(answerBy, now) || undefined}>
            Answer <strong>{until(answerBy, now)}</strong>
            <time dateTime={answerBy}>{dayOf(answerBy)}</time>
          </p>
        )}
        {evidence && status !== "CLOSED" && (
          <ul className="evidence" aria-label="Evidence">
            {evidence.orderedAt && <li>Ordered {dayOf(evidence.orderedAt)}</li>}
            {evidence.collectedAt ? (
              <li>Collected {dayOf(evidence.collectedAt)}</li>
            ) : (
              <li data-missing>Not collected, as far as we know</li>
            )}
            {evidence.messages !== undefined && <li>{counted(evidence.messages, "message")} sent</li>}
          </ul>
        )}
        {answer && (
          <p className="slip-answer">
            {answer.decision === "CONTEST" ? "Contested" : "Accepted"}
            {answer.by === "NOBODY" ? ", since nobody answered in time" : " by the office"},{" "}
            <time dateTime={answer.at}>{dayOf(answer.at)}</time>
          </p>
        )}
        {outcome && <p className="slip-lead">{outcomeText[outcome]}</p>}
        {status === "ANSWERED" && <p className="slip-progress">Waiting for the bank.</p>}
        {status === "NEEDS_ANSWER" &&
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
