import { type ReactNode, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";

const roomy = matchMedia("(min-width: 1200px)");
const watch = (onChange: () => void) => {
  roomy.addEventListener("change", onChange);
  return () => roomy.removeEventListener("change", onChange);
};

/** Room in the top bar, for a view that needs all the height there is. */
export const TopSlot = () => <div className="top-slot" id="top-slot" />;

/** Shows its children in the top bar where that is wide enough, else where they stand. */
export const InTopBar = ({ children }: { children: ReactNode }) => {
  const isRoomy = useSyncExternalStore(watch, () => roomy.matches);
  const slot = isRoomy ? document.getElementById("top-slot") : null;
  return slot ? createPortal(children, slot) : children;
};
