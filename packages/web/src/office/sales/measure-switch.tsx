import { useId } from "react";
import type { Measure } from "./compare.ts";
import { measures } from "./measures.ts";

/** What the charts of a day count. */
export const MeasureSwitch = ({
  chosen,
  onChoose,
}: {
  chosen: Measure;
  onChoose(measure: Measure): void;
}) => {
  const id = useId();
  return (
    <fieldset className="switch">
      <legend className="visually-hidden">Count</legend>
      {(Object.keys(measures) as Measure[]).map((measure) => (
        <label key={measure}>
          <input type="radio" name={id} checked={measure === chosen} onChange={() => onChoose(measure)} />
          <span>{measures[measure].name}</span>
        </label>
      ))}
    </fieldset>
  );
};
