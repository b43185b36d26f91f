import { useDeferredValue, useEffect, useState } from "react";
import type { LogLine } from "sourdough-local/console-api";
import { useLogs, useMap } from "../api/use-api.ts";
import { Page } from "../components/page.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { go, linkTo, useRoute } from "../shell/route.ts";
import { LogLines } from "./log-lines.tsx";

const step = 100;

/** Lines for machines: when an invocation began and what it took, and metrics in CloudWatch's embedded format. */
const isRuntime = ({ fields }: LogLine) =>
  fields !== undefined && (String(fields.type ?? "").startsWith("platform.") || "_aws" in fields);

export const LogsView = () => {
  const { query } = useRoute();
  const [text, setText] = useState(query.get("q") ?? "");
  const [limit, setLimit] = useState(step);
  const [runtime, setRuntime] = useState(false);
  const q = useDeferredValue(text.trim());
  const level = query.get("level") ?? undefined;
  const fn = query.get("function") ?? undefined;
  const functions = useMap().data?.nodes.filter(({ kind }) => kind === "function") ?? [];
  const result = useLogs({
    limit: String(limit),
    q,
    level,
    function: fn,
  });
  const address = (change: Record<string, string | undefined>) =>
    go(linkTo("logs", [], { q: text, level, function: fn, ...change }), "replace");

  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows what is typed, not the other way
  useEffect(() => address({ q }), [q]);

  return (
    <Page
      title="Logs"
      lead="What functions wrote. Put in an order id, a correlation id or a request id to read one story."
      actions={
        <>
          <input
            className="input"
            style={{ width: "18rem", maxWidth: "100%" }}
            type="search"
            aria-label="Search the logs"
            placeholder="A word, an order id, a correlation id"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <label className="check">
            <input type="checkbox" checked={runtime} onChange={(event) => setRuntime(event.target.checked)} />
            Runtime and metrics
          </label>
          <select
            className="input"
            aria-label="Function"
            value={fn ?? ""}
            onChange={(event) => address({ function: event.target.value || undefined })}
          >
            <option value="">All functions</option>
            {functions.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <select
            className="input"
            aria-label="Level"
            value={level ?? ""}
            onChange={(event) => address({ level: event.target.value || undefined })}
          >
            <option value="">Any level</option>
            {["DEBUG", "INFO", "WARN", "ERROR"].map((value) => (
              <option key={value}>{value}</option>
            ))}
          </select>
        </>
      }
    >
      <Loaded result={result} what="The logs">
        {({ lines: all }) => {
          const lines = runtime ? all : all.filter((line) => !isRuntime(line));
          return lines.length === 0 ? (
            <Empty title={q || level || fn ? "No line matches" : "No function has written anything yet"}>
              {q || level || fn
                ? "Search for less, or choose another function or level."
                : "Lines appear as they are written."}
            </Empty>
          ) : (
            <>
              <div className="panel">
                <LogLines lines={lines} withFunction />
              </div>
              {all.length >= limit && (
                <button
                  type="button"
                  className="button"
                  style={{ alignSelf: "center" }}
                  onClick={() => setLimit(limit + 200)}
                >
                  Older lines
                </button>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};
