import { dayInWords } from "../closings/store-time.ts";
import { addDays } from "../sales/day-hours.ts";

interface Props {
  day: string;
  today: string;
  /** Nothing for today. */
  onChoose(day: string | undefined): void;
}

/** The day whose sales are shown. */
export const DayPicker = ({ day, today, onChoose }: Props) => {
  const choose = (other: string) => onChoose(other >= today ? undefined : other);
  const isToday = day === today;
  return (
    <fieldset className="day-picker">
      <legend className="visually-hidden">Day</legend>
      <button
        type="button"
        aria-label={`Day before: ${dayInWords(addDays(day, -1))}`}
        onClick={() => choose(addDays(day, -1))}
      >
        <Arrow />
      </button>
      <label>
        <span className="visually-hidden">Day of the sales</span>
        <input
          type="date"
          value={day}
          max={today}
          onChange={({ target }) => target.value && choose(target.value)}
        />
      </label>
      <button
        type="button"
        aria-label={isToday ? "Day after: there is none yet" : `Day after: ${dayInWords(addDays(day, 1))}`}
        aria-disabled={isToday || undefined}
        onClick={() => isToday || choose(addDays(day, 1))}
      >
        <Arrow flipped />
      </button>
      {!isToday && (
        <button type="button" className="text-button" onClick={() => onChoose(undefined)}>
          Today
        </button>
      )}
    </fieldset>
  );
};

const Arrow = ({ flipped = false }) => (
  <svg viewBox="0 0 20 20" fill="none" aria-hidden="true" transform={flipped ? "scale(-1 1)" : undefined}>
    <path
      d="M12.5 4 6.5 10l6 6"
      stroke="currentColor"
      strokeWidth="3"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
