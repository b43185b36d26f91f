interface Props {
  name: string;
  quantity: number;
  max: number;
  onChange(quantity: number): void;
}

/** How many of a product: one button before the first, then fewer and more. */
export const Stepper = ({ name, quantity, max, onChange }: Props) => {
  if (quantity === 0)
    return (
      <button
        type="button"
        className="add"
        disabled={max === 0}
        aria-label={`Add ${name}`}
        onClick={() => onChange(1)}
      >
        <PlusIcon />
      </button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend on screen.
    <div className="stepper" role="group" aria-label={`Quantity of ${name}`}>
      <button type="button" aria-label={`One ${name} fewer`} onClick={() => onChange(quantity - 1)}>
        <MinusIcon />
      </button>
      <output>{quantity}</output>
      <button
        type="button"
        aria-label={`One more ${name}`}
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
