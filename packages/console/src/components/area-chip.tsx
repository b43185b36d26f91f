import type { CSSProperties } from "react";
import { useMap } from "../api/use-api.ts";

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
