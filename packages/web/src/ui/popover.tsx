import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  summary: string;
  children: ReactNode;
}

/** Something that opens below its button, and closes with Escape, a click beside it, or when the focus leaves it. */
export const Popover = ({ summary, children }: Props) => {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = () => details.current?.removeAttribute("open");
    const leave = ({ target }: Event) => details.current?.contains(target as Node) || close();
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== "Escape" || !details.current?.open) return;
      close();
      details.current.querySelector("summary")?.focus();
    };
    addEventListener("pointerdown", leave);
    addEventListener("focusin", leave);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("pointerdown", leave);
      removeEventListener("focusin", leave);
      removeEventListener("keydown", onKey);
    };
  }, []);
  return (
    <details ref={details} className="popover">
      <summary>{summary}</summary>
      {children}
    </details>
  );
};
