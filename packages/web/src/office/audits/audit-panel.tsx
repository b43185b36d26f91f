import type { AuditsView } from "@sourdough/events-schema/http";
import { dayOf } from "../../ui/time.ts";
import { count, counted } from "../counts.ts";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";

interface Props {
  live: Live<AuditsView>;
}

const words = {
  RUNNING: () => "counting",
  PASSED: () => "the books agreed",
  FAILED: (differences: number) => counted(differences, "difference"),
} as const;

/** Whether orders, ledger, provider and stock say the same, by the last audit. */
export const AuditPanel = ({ live }: Props) => {
  const [last, ...earlier] = live.list?.audits ?? [];
  const tone = last?.status === "FAILED" ? "bad" : last?.status === "PASSED" ? "good" : "plain";
  return (
    <Panel
      id="audits"
      name="Last audit"
      tone={tone}
      live={live}
      skeleton={3}
      empty={last ? undefined : <p className="panel-empty">The first one is tonight.</p>}
    >
      {last && (
        <div className="audit" data-status={last.status} data-audit={last.auditId}>
          <p className="audit-verdict">
            {last.status === "PASSED" && "The books agree."}
            {last.status === "FAILED" && `${counted(last.differences.length, "difference")}.`}
            {last.status === "RUNNING" && "Counting…"}
          </p>
          <ul className="checks">
            {last.checks.map(({ invariant, checked, differences }) => (
              <li key={invariant} data-held={differences === 0}>
                <span className="check-mark" aria-hidden="true" />
                <span>
                  {invariant}
                  <span className="visually-hidden">{differences === 0 ? ": holds" : ": does not hold"}</span>
                </span>
                <small>
                  {differences === 0 ? count(checked) : `${count(differences)} of ${count(checked)}`}
                </small>
              </li>
            ))}
          </ul>
          {last.differences.length > 0 && (
            <ul className="differences" aria-label="Differences">
              {last.differences.slice(0, 20).map(({ invariant, id, what }) => (
                <li key={`${invariant} ${id}`}>
                  <code>{id}</code>
                  <span>{what}</span>
                </li>
              ))}
            </ul>
          )}
          <p className="audit-when">
            {last.unsettled > 0 && `${counted(last.unsettled, "thing")} moved meanwhile, for the next one. `}
            <time dateTime={last.endedAt ?? last.startedAt}>{dayOf(last.endedAt ?? last.startedAt)}</time>
          </p>
          {earlier.length > 0 && (
            <ol className="audits-before" aria-label="Before that">
              {earlier.toReversed().map(({ auditId, status, startedAt, differences }) => (
                <li key={auditId} data-status={status}>
                  <time dateTime={startedAt}>{dayOf(startedAt)}</time>
                  <span>{words[status](differences.length)}</span>
                </li>
              ))}
            </ol>
          )}
        </div>
      )}
    </Panel>
  );
};
