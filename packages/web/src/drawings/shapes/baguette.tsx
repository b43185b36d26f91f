import { type Crust, paint } from "../paint.ts";

/** A long loaf, lying across the tile. */
export const Baguette = ({ crust }: { crust: Crust }) => (
  <g transform="rotate(-24 60 54)">
    <rect x="2" y="40" width="116" height="28" rx="14" fill={crust.base} />
    <path d="M3 58c3 6 8 10 13 10h88c6 0 11-4 13-10-30 5-84 5-114 0Z" fill={crust.dark} />
    <path d="M16 45h50" stroke={crust.light} strokeWidth="3.5" />
    {[20, 42, 64, 86].map((x) => (
      <g key={x} transform={`translate(${x} 54)`}>
        <path
          d="M-8 8C-6-3 2-9 14-10 12 1 4 7-8 8Z"
          fill={crust.dark}
          opacity=".6"
          transform="translate(0 1)"
        />
        <path d="M-8 8C-6-3 2-9 14-10 12 1 4 7-8 8Z" fill={paint.crumb} />
      </g>
    ))}
  </g>
);
