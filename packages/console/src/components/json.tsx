import { lazy, Suspense } from "react";

const Code = lazy(() => import("./code.tsx").then(({ Code }) => ({ default: Code })));
const Difference = lazy(() => import("./code.tsx").then(({ Difference }) => ({ default: Difference })));

export const pretty = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "undefined");

const placeholder = <div className="skeleton" style={{ height: "8rem" }} />;

/** JSON to look at: folds, searches, copies as the editor does. */
export const Json = ({ value, label }: { value: unknown; label: string }) => (
  <Suspense fallback={placeholder}>
    <Code text={pretty(value)} label={label} />
  </Suspense>
);

interface EditProps {
  text: string;
  label: string;
  onChange: (text: string) => void;
  marks?: { path: string; message: string }[];
}

export const JsonEditor = (props: EditProps) => (
  <Suspense fallback={placeholder}>
    <Code {...props} />
  </Suspense>
);

/** What a mapping made of what it was given. */
export const JsonDifference = ({ before, after }: { before: unknown; after: unknown }) => (
  <Suspense fallback={placeholder}>
    <Difference before={pretty(before)} after={pretty(after)} />
  </Suspense>
);
