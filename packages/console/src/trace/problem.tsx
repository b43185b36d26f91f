import { CircleX } from "lucide-react";
import type { HopError } from "sourdough-local/console-api";

/** What went wrong, and which fields of the contract do not hold. */
export const Problem = ({ error }: { error: HopError }) => (
  <div className="notice bad">
    <CircleX aria-hidden="true" />
    <div>
      <b>{error.code}</b>
      <p>{error.message}</p>
      {error.issues && error.issues.length > 0 && (
        <ul className="issues">
          {error.issues.map((issue) => (
            <li key={`${issue.path} ${issue.message}`}>
              <code>{issue.path || "(whole)"}</code> {issue.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  </div>
);
