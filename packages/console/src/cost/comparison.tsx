import type { Comparison } from "sourdough-local/console-api";
import { count, evenDollars } from "../components/format.ts";
import { Scrolling } from "./cost-tables.tsx";

const figure = ({ value, unit }: { value: number; unit: string }): string => {
  const rounded = value >= 100 || Number.isInteger(value) ? count(Math.round(value)) : value.toFixed(1);
  return unit === "per order" ? rounded : `${rounded} ${unit}`;
};

/** Figures of the forms an app can have, and beside them what this run comes to in the form that runs. */
export const Forms = ({ comparison, perMillionUsd }: { comparison: Comparison; perMillionUsd?: number }) => {
  const { title, recordedOn, by, machine, forms } = comparison;
  const names = [...new Set(forms.flatMap(({ figures }) => figures.map(({ name }) => name)))];
  const money = evenDollars(forms.map((form) => form.perMillionUsd));
  return (
    <section className="panel forms">
      <h2 className="panel-title">{title}</h2>
      <Scrolling label={title}>
        <thead>
          <tr>
            <th scope="col">For an order</th>
            {forms.map(({ name, isRunning }) => (
              <th scope="col" className="right" key={name}>
                {name}
                {isRunning && <span className="quiet"> (runs now)</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names
            .filter((name) => !name.startsWith("cost"))
            .map((name) => (
              <tr key={name}>
                <td>{name}</td>
                {forms.map((form) => {
                  const found = form.figures.find((each) => each.name === name);
                  return (
                    <td className="right" key={form.name}>
                      {found ? figure(found) : ""}
                    </td>
                  );
                })}
              </tr>
            ))}
          <tr>
            <td>a million orders</td>
            {forms.map(({ name, perMillionUsd: usd }) => (
              <td className="right" key={name}>
                <b>{money(usd)}</b>
              </td>
            ))}
          </tr>
          {perMillionUsd !== undefined && (
            <tr>
              <td>a million journeys of this run</td>
              {forms.map(({ name, isRunning }) => (
                <td className="right" key={name}>
                  {isRunning ? money(perMillionUsd) : <span className="quiet">not running</span>}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </Scrolling>
      <p className="small quiet">
        Measured on {recordedOn} by <code>{by}</code>, on {machine}; what this run comes to is metered.
      </p>
    </section>
  );
};
