import type { ImportSummary } from "@sourdough/events-schema/http";
import type { Office } from "@sourdough/order-client";
import { useId, useState } from "react";
import { dayOf } from "../../ui/time.ts";
import { count, counted } from "../counts.ts";
import { LoafProgress } from "./loaf-progress.tsx";
import { ProblemList } from "./problem-list.tsx";

const sayings: Record<ImportSummary["status"], string> = {
  RUNNING: "Going in",
  DONE: "Done",
  UNFINISHED: "Unfinished",
  REFUSED: "Not a menu",
};

/** What an import came to, or is coming to. */
export const ImportSlip = ({ item, office }: { item: ImportSummary; office: Office | undefined }) => {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { importId, fileName, status, totalRows, rows, changed, refused, reason, startedAt } = item;
  const isRunning = status === "RUNNING";
  return (
    <li className="slip" data-status={status} data-import={importId}>
      <article aria-labelledby={id}>
        <header>
          <h3 id={id} title={fileName}>
            {fileName}
          </h3>
          <span className="slip-status">{sayings[status]}</span>
        </header>
        {isRunning && (
          <>
            <LoafProgress label={`Rows of ${fileName}`} part={totalRows > 0 ? rows / totalRows : undefined} />
            <p className="slip-progress">
              {count(rows)} of {counted(totalRows, "row")}
            </p>
          </>
        )}
        {reason && <p className="slip-reason">{reason}</p>}
        {status === "UNFINISHED" && (
          <p className="slip-reason">
            {counted(totalRows - rows, "row")} could not be looked at. Import the file again: what is in
            stays.
          </p>
        )}
        {status !== "REFUSED" && (
          <dl className="slip-counts">
            {!isRunning && <Count name={totalRows === 1 ? "row" : "rows"} value={totalRows} />}
            <Count name="changed" value={changed} />
            <Count name="as before" value={Math.max(0, rows - changed - refused)} />
            <Count name="not taken" value={refused} isBad={refused > 0} />
          </dl>
        )}
        <footer>
          <time dateTime={startedAt}>{dayOf(startedAt)}</time>
          {refused > 0 && !isRunning && (
            <button
              type="button"
              className="text-button"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? "Hide the reasons" : "Why not?"}
            </button>
          )}
        </footer>
        {isOpen && office && <ProblemList importId={importId} office={office} refused={refused} />}
      </article>
    </li>
  );
};

const Count = ({ name, value, isBad = false }: { name: string; value: number; isBad?: boolean }) => (
  <div data-bad={isBad || undefined}>
    <dt>{name}</dt>
    <dd>{count(value)}</dd>
  </div>
);
