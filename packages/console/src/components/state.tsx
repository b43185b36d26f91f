import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { OfflineError } from "../api/http.ts";

interface EmptyProps {
  title: string;
  children?: ReactNode;
}

/** A loaf on an empty board: nothing is here yet, and that is fine. */
const EmptyBoard = () => (
  <svg className="drawing" viewBox="0 0 104 84" fill="none" aria-hidden="true">
    <path d="M14 62h76" stroke="var(--line-strong)" strokeWidth="5" strokeLinecap="round" />
    <path d="M26 70h52" stroke="var(--line)" strokeWidth="5" strokeLinecap="round" />
    <path
      d="M24 54c0-20 11-30 28-30s28 10 28 30c0 1.7-1 2.6-2.6 2.600H26.600C25 56.6 24 55.7 24 54Z"
      stroke="var(--line-strong)"
      strokeWidth="2.5"
      strokeDasharray="5 5"
    />
    <path
      d="M40 32c4 4 6 10 6 16M56 30c4 4 6.5 11 6.5 18"
      stroke="var(--line)"
      strokeWidth="2.5"
      strokeLinecap="round"
    />
  </svg>
);

export const Empty = ({ title, children }: EmptyProps) => (
  <div className="state">
    <EmptyBoard />
    <h2>{title}</h2>
    {children && <p>{children}</p>}
  </div>
);

/** A loaf that was left in too long. */
const Burnt = () => (
  <svg className="drawing" viewBox="0 0 104 84" fill="none" aria-hidden="true">
    <path d="M14 64h76" stroke="var(--line-strong)" strokeWidth="5" strokeLinecap="round" />
    <path
      d="M24 56c0-20 11-30 28-30s28 10 28 30c0 1.7-1 2.6-2.6 2.600H26.600C25 58.6 24 57.7 24 56Z"
      fill="var(--cherry-tint)"
      stroke="var(--cherry)"
      strokeWidth="2.5"
    />
    <path
      d="M38 19c-3-4 3-6 0-10M52 17c-3-4 3-6 0-10M66 19c-3-4 3-6 0-10"
      stroke="var(--cherry)"
      strokeWidth="2.5"
      strokeLinecap="round"
    />
  </svg>
);

interface FailureProps {
  error: Error;
  retry: () => unknown;
  what: string;
}

export const Failure = ({ error, retry, what }: FailureProps) => (
  <div className="state" role="alert">
    <Burnt />
    <h2>{error instanceof OfflineError ? "The local cloud is not running" : `${what} could not be read`}</h2>
    <p>{error.message}</p>
    <button type="button" className="button" onClick={() => void retry()}>
      <RotateCw aria-hidden="true" /> Try again
    </button>
  </div>
);

export const Loading = ({ rows = 6, height = "2.600rem" }: { rows?: number; height?: string }) => (
  <div role="status" style={{ display: "grid", gap: "var(--space-3)" }}>
    <span className="visually-hidden">Loading</span>
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else to be told apart by
      <div key={row} className="skeleton" style={{ height, opacity: 1 - row / (rows + 1) }} />
    ))}
  </div>
);

interface Result<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** What was read, or that it is being read, or why it cannot be; old data stays while the cloud is away. */
export const Loaded = <T,>({
  result,
  what,
  children,
  loading = <Loading />,
}: {
  result: Result<T>;
  what: string;
  children: (data: T) => ReactNode;
  loading?: ReactNode;
}) => {
  if (result.data !== undefined) return children(result.data);
  if (result.error) return <Failure error={result.error} retry={result.refetch} what={what} />;
  return loading;
};
