import type { ExecutionState, ExecutionStatus } from "sourdough-local/console-api";
import { Chip } from "../components/chip.tsx";

const tones = {
  RUNNING: "info",
  SUCCEEDED: "good",
  FAILED: "bad",
  TIMED_OUT: "bad",
  ABORTED: "warn",
  STOPPED: "warn",
  CAUGHT: "warn",
} as const;

export const StatusChip = ({ status }: { status: ExecutionStatus | ExecutionState["status"] }) => (
  <Chip tone={tones[status]}>{status.toLowerCase().replace("_", " ")}</Chip>
);
