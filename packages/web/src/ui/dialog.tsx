import { type ReactNode, useLayoutEffect, useRef } from "react";

interface Props {
  label: string;
  className?: string;
  onClose(): void;
  children: ReactNode;
}

/** A modal dialog: the browser keeps the focus in it, and closes it with Escape. */
export const Dialog = ({ label, className = "", onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed before it leaves the page, so that the browser gives the focus back to what opened it.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is for the backdrop.
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <button type="button" className="dialog-close" aria-label="Close" onClick={onClose}>
        ×
      </button>
      {children}
    </dialog>
  );
};
