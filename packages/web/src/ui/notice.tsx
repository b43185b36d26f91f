import type { ReactNode } from "react";

interface Props {
  tone: "problem" | "hint" | "good";
  title?: string;
  children: ReactNode;
  /** The way on. */
  actions?: ReactNode;
}

/** Something to know, and what can be done about it. Problems are read aloud at once. */
export const Notice = ({ tone, title, children, actions }: Props) => (
  <div className={`notice notice-${tone}`} role={tone === "problem" ? "alert" : "status"}>
    <div>
      {title && <strong>{title}</strong>}
      <p>{children}</p>
    </div>
    {actions && <div className="notice-actions">{actions}</div>}
  </div>
);
