import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import type { ReactNode } from "react";

interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
}

/** One of a few, all of them in sight. */
export const Choices = <T extends string>({ label, value, options, onChange }: Props<T>) => (
  <ToggleGroup
    className="choices"
    aria-label={label}
    value={[value]}
    onValueChange={([next]) => next !== undefined && onChange(next as T)}
  >
    {options.map((option) => (
      <Toggle key={option.value} className="choice" value={option.value}>
        {option.label}
      </Toggle>
    ))}
  </ToggleGroup>
);
