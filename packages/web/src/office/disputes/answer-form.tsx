import type { AnswerDisputeBody } from "@sourdough/events-schema/http";
import { type FormEvent, useId, useState } from "react";
import { toOrderError } from "../../app/to-order-error.ts";

export type Answer = AnswerDisputeBody;

interface Props {
  onAnswer(answer: Answer): Promise<void>;
  onCancel(): void;
}

const choices = [
  { answer: "contest", name: "Contest", hint: "The bank gets the evidence, and what you add." },
  { answer: "accept", name: "Accept", hint: "The customer keeps the money. This is final." },
] as const;

/** What to tell the bank; said once, so there is a button for each step. */
export const AnswerForm = ({ onAnswer, onCancel }: Props) => {
  const id = useId();
  const [answer, setAnswer] = useState<Answer["answer"]>("contest");
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const words = text.trim();
      await onAnswer(answer === "contest" && words ? { answer, text: words } : { answer });
    } catch (error) {
      setProblem(toOrderError(error).message);
      setBusy(false);
    }
  };
  return (
    <form className="answer" onSubmit={submit}>
      <fieldset>
        <legend className="visually-hidden">Your answer</legend>
        {choices.map((choice) => (
          <label key={choice.answer}>
            <input
              type="radio"
              name={`${id}-answer`}
              checked={answer === choice.answer}
              onChange={() => setAnswer(choice.answer)}
            />
            <span>
              <strong>{choice.name}</strong>
              <small>{choice.hint}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {answer === "contest" && (
        <div className="field">
          <label htmlFor={`${id}-text`}>In your words</label>
          <textarea
            id={`${id}-text`}
            rows={4}
            maxLength={2000}
            value={text}
            placeholder="The bag was handed over at the counter at half past eight."
            onChange={({ target }) => setText(target.value)}
          />
        </div>
      )}
      {problem && (
        <p className="slip-reason" role="alert">
          {problem}
        </p>
      )}
      <div className="answer-actions">
        <button type="submit" className="button" aria-disabled={isBusy || undefined}>
          {answer === "contest" ? "Send to the bank" : "Accept it"}
        </button>
        <button type="button" className="text-button" onClick={onCancel}>
          Not now
        </button>
      </div>
    </form>
  );
};
