interface Props {
  label: string;
  /** From 0 to 1; nothing while nobody knows. */
  part?: number | undefined;
}

/** How far something is, as a loaf that gets longer. */
export const LoafProgress = ({ label, part }: Props) => (
  <div
    className="loaf-progress"
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    aria-valuenow={part === undefined ? undefined : Math.round(part * 100)}
  >
    <span style={part === undefined ? undefined : { width: `${Math.max(part * 100, 4)}%` }} />
  </div>
);
