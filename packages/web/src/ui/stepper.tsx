import { useRef } from "react";

interface Props {
  name: string;
  quantity: number;
  max: number;
  onChange(quantity: number): void;
}

/**
 * How many of a product: one button before the first, then fewer and more. The plus stays the same element throughout,
 * so that whoever uses the keyboard keeps the focus.
 */
export const Stepper = ({ name, quantity, max, onChange }: Props) => {
  const plus = useRef<HTMLButtonElement>(null);
  const isChosen = quantity > 0;
  const fewer = () => {
    if (quantity === 1) plus.current?.focus();
    onChange(quantity - 1);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend on screen.
    <div className="stepper" role="group" aria-label={`Quantity of ${name}`}>
      {isChosen && (
        <button type="button" aria-label={`One ${name} fewer`} onClick={fewer}>
          <MinusIcon />
        </button>
      )}
      {isChosen && <output>{quantity}</output>}
      <button
        ref={plus}
        type="button"
        aria-label={isChosen ? `One more ${name}` : `Add ${name}`}
        disabled={quantity >= max}
        onClick={() => onChange(quantity + 1)}
      >
        <PlusIcon />
      </button>
    </div>
  );
};

const PlusIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M8 2.5v11M2.5 8h11" />
  </svg>
);
const MinusIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M2.5 8h11" />
  </svg>
);
