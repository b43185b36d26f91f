import type { ExecutionStatus } from "sourdough-local/console-api";
import { useExecutions } from "../api/use-api.ts";
import { duration } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { Timestamp } from "../components/timestamp.tsx";
import { go, linkTo, useRoute } from "../shell/route.ts";
import { Execution } from "./execution.tsx";
import "./executions.css";
import { StatusChip } from "./status.tsx";

const statuses: ExecutionStatus[] = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "STOPPED"];

export const ExecutionsView = () => {
  const { rest, query } = useRoute();
  const machine = query.get("machine") ?? undefined;
  const status = query.get("status") ?? undefined;
  const result = useExecutions({ machine, status });
  const filter = (change: { machine?: string | undefined; status?: string | undefined }) =>
    go(linkTo("executions", rest, { machine, status, ...change }), "replace");
  const picked = rest[0];
  return (
    <Page
      title="Executions"
      lead="Each run of a state machine, state by state, and of a durable function, operation by operation."
      actions={
        <>
          <select
            className="input"
            aria-label="State machine or durable function"
            value={machine ?? ""}
            onChange={(event) => filter({ machine: event.target.value || undefined })}
          >
            <option value="">All of them</option>
            {result.data?.machines.map(({ node, name, total, failed }) => (
              <option key={node} value={node}>
                {name} ({total}
                {failed > 0 ? `, ${failed} failed` : ""})
              </option>
            ))}
          </select>
          <select
            className="input"
            aria-label="Status"
            value={status ?? ""}
            onChange={(event) => filter({ status: event.target.value || undefined })}
          >
            <option value="">Any status</option>
            {statuses.map((value) => (
              <option key={value} value={value}>
                {value.toLowerCase().replace("_", " ")}
              </option>
            ))}
          </select>
        </>
      }
    >
      <Loaded result={result} what="The list of executions">
        {({ executions }) =>
          executions.length === 0 && !picked ? (
            <Empty title={machine || status ? "None of these" : "None has run yet"}>
              {machine || status
                ? "Choose another state machine, function or status."
                : "Each run appears here the moment it starts."}
            </Empty>
          ) : (
            <Split
              back={linkTo("executions", [], { machine, status })}
              list={
                <ol className="rows panel">
                  {executions.map((execution) => (
                    <li key={execution.id}>
                      <a
                        className="row"
                        href={linkTo("executions", [execution.id], { machine, status })}
                        aria-current={execution.id === picked ? "true" : undefined}
                      >
                        <span className="row-top">
                          <span className="row-title">{execution.machine}</span>
                          <StatusChip status={execution.status} />
                        </span>
                        <span className="row-sub">
                          <Timestamp at={execution.startedAt} />
                          {execution.endedAt !== undefined && (
                            <span className="number">
                              {duration(execution.endedAt - execution.startedAt)}
                            </span>
                          )}
                          <code className="truncate faint">{execution.name}</code>
                        </span>
                      </a>
                    </li>
                  ))}
                </ol>
              }
              detail={picked && <Execution id={picked} />}
              placeholder={executions[0] && <Execution key={executions[0].id} id={executions[0].id} />}
            />
          )
        }
      </Loaded>
    </Page>
  );
};
