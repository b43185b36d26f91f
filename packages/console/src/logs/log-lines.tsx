import { useState } from "react";
import type { LogLine } from "sourdough-local/console-api";
import { Json } from "../components/json.tsx";
import { Timestamp } from "../components/timestamp.tsx";
import { linkTo } from "../shell/route.ts";
import "./logs.css";

const Line = ({ line, withFunction }: { line: LogLine; withFunction: boolean }) => {
  const [open, setOpen] = useState(false);
  return (
    <li className="log" data-level={line.level}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Timestamp at={line.at} />
        <span className="log-level">{line.level}</span>
        {withFunction && <span className="log-function">{line.function}</span>}
        <span className="log-message">{line.message}</span>
      </button>
      {open && (
        <div className="log-more">
          {line.fields && <Json value={line.fields} label={`Log line: ${line.message}`} />}
          <a className="small" href={linkTo("trace", [line.traceId, line.hopId])}>
            Where this was written in its trace
          </a>
        </div>
      )}
    </li>
  );
};

export const LogLines = ({
  lines,
  withFunction = false,
}: {
  lines: readonly LogLine[];
  withFunction?: boolean;
}) => (
  <ol className="logs">
    {lines.map((line) => (
      <Line key={line.hopId} line={line} withFunction={withFunction} />
    ))}
  </ol>
);
