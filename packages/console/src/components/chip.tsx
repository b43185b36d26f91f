import type { ReactNode } from "react";

export const Chip = ({
  tone = "",
  children,
}: {
  tone?: "" | "good" | "warn" | "bad" | "info";
  children: ReactNode;
}) => <span className={`chip ${tone}`}>{children}</span>;
