import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  /** Title of the browser's tab. */
  tab: string;
  children: ReactNode;
}

let first = true;

/** The heading of a page. Takes the focus when the customer comes from another page, so that it is read aloud. */
export const PageTitle = ({ tab, children }: Props) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab} · Sourdough`;
  }, [tab]);
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
};
