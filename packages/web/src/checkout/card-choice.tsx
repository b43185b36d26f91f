import { useId } from "react";
import { cards } from "./cards.ts";

interface Props {
  chosen: string;
  onChoose(paymentMethodId: string): void;
}

export const CardChoice = ({ chosen, onChoose }: Props) => {
  // A phone has the basket twice in the page, on the side and as a sheet: each needs a group of its own.
  const group = useId();
  return (
    <fieldset className="cards">
      <legend>Pay with a test card</legend>
      {cards.map(({ paymentMethodId, name, digits, says }) => (
        <label key={paymentMethodId} className="card">
          <input
            type="radio"
            name={group}
            value={paymentMethodId}
            checked={chosen === paymentMethodId}
            onChange={() => onChoose(paymentMethodId)}
          />
          <span className="card-face" aria-hidden="true">
            <i />
            ····{digits}
          </span>
          <span>
            <strong>{name}</strong>
            <small>{says}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
};
