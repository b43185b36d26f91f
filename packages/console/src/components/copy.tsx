import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { shortId } from "./format.ts";

const useCopy = (text: string) => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_600);
    return () => clearTimeout(timer);
  }, [copied]);
  return { copied, copy: () => void navigator.clipboard.writeText(text).then(() => setCopied(true)) };
};

export const CopyButton = ({ text, children }: { text: string; children: ReactNode }) => {
  const { copied, copy } = useCopy(text);
  return (
    <button type="button" className="button" onClick={copy}>
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span aria-live="polite">{copied ? "Copied" : children}</span>
    </button>
  );
};

/** An id, shortened unless `full`, that can be copied. */
export const CopyableId = ({ id, full = false }: { id: string; full?: boolean }) => {
  const { copied, copy } = useCopy(id);
  return (
    <span className="id">
      <span className="truncate" title={id}>
        {full ? id : shortId(id, 18)}
      </span>
      <button
        type="button"
        className="icon-button"
        onClick={copy}
        aria-label={copied ? "Copied" : `Copy ${id}`}
      >
        {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      </button>
    </span>
  );
};
