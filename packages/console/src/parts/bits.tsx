import { Check, Copy } from "lucide-react";
import { type CSSProperties, Fragment, type ReactNode, useEffect, useState } from "react";
import { useMap } from "../api/use-api.ts";
import { clockTime, fullTime, shortId } from "./format.ts";

/** A service's colour: its place among the services of the map. */
export const useHue = (area: string | undefined): CSSProperties => {
  const index = useMap().data?.areas.findIndex(({ id }) => id === area) ?? -1;
  return { "--hue": index < 0 ? "var(--ink-faint)" : `var(--area-${(index % 8) + 1})` } as CSSProperties;
};

export const AreaChip = ({ area }: { area: string | undefined }) => {
  const hue = useHue(area);
  const name = useMap().data?.areas.find(({ id }) => id === area)?.name ?? area;
  return name ? (
    <span className="area-chip" style={hue}>
      {name}
    </span>
  ) : null;
};

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

export const Id = ({ id, full = false }: { id: string; full?: boolean }) => {
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

export const At = ({ at }: { at: number }) => (
  <time className="number faint small at" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
    {clockTime(at)}
  </time>
);

export const Chip = ({
  tone = "",
  children,
}: {
  tone?: "" | "good" | "warn" | "bad" | "info";
  children: ReactNode;
}) => <span className={`chip ${tone}`}>{children}</span>;

/** A name of many words in one, that may break between them. */
export const breakable = (name: string) =>
  name.split(/(?<=[a-z\d])(?=[A-Z])/).map((word, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words of a name never move
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {word}
    </Fragment>
  ));
