import { type RefCallback, useCallback, useEffect, useRef } from "react";

/** Milliseconds: what is scrolled past is not looked at. */
const looksFor = 1000;

/** A ref of what is looked at: more than half of it in view, for a second. Calls `onSeen` once for each `what`. */
export const useSeen = (what: string | undefined, onSeen: () => void): RefCallback<Element> => {
  const latest = useRef(onSeen);
  useEffect(() => {
    latest.current = onSeen;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another store's is looked at anew.
  return useCallback(
    (element: Element | null) => {
      if (!element) return undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const observer = new IntersectionObserver(
        ([entry]) => {
          clearTimeout(timer);
          if (!entry?.isIntersecting) return;
          timer = setTimeout(() => {
            observer.disconnect();
            latest.current();
          }, looksFor);
        },
        { threshold: 0.5 },
      );
      observer.observe(element);
      return () => {
        clearTimeout(timer);
        observer.disconnect();
      };
    },
    [what],
  );
};
