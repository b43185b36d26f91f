import type { Office } from "@sourdough/order-client";
import { useCallback, useState } from "react";
import { toOrderError } from "../../app/to-order-error.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { counted } from "../counts.ts";

interface Props {
  importId: string;
  office: Office;
  refused: number;
}

/** The first problems of an import, and all of them to take along. */
export const ProblemList = ({ importId, office, refused }: Props) => {
  const load = useCallback(
    (signal: AbortSignal) => office.importProblems(importId, { signal }),
    [office, importId],
  );
  const { data: problems, error, reload } = useLoaded(load);
  const [failed, setFailed] = useState<string>();
  const download = async () => {
    setFailed(undefined);
    try {
      location.assign(await office.importProblemsFile(importId));
    } catch (problem) {
      setFailed(toOrderError(problem).message);
    }
  };
  if (error && !problems)
    return (
      <p className="slip-reason" role="alert">
        {error.message}{" "}
        <button type="button" className="text-button" onClick={reload}>
          Try again
        </button>
      </p>
    );
  if (!problems) return <div className="skeleton problem-skeleton" aria-hidden="true" />;
  return (
    <div className="problems">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who uses the keyboard scrolls it, too. */}
      <section className="problems-scroll" tabIndex={0} aria-label="Rows that were not taken">
        <table>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Column</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ line, column, reason }) => (
              <tr key={`${line} ${column} ${reason}`}>
                <td>{line}</td>
                <td>{column ?? "–"}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="problems-foot">
        <button type="button" className="text-button" onClick={download}>
          Download all as CSV
        </button>
        <small>{counted(refused, "row")} not taken</small>
      </p>
      {failed && <p role="alert">{failed}</p>}
    </div>
  );
};
