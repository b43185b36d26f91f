import { paint } from "./paint.ts";

const kraft = { base: "#dcb57f", dark: "#c1955c", light: "#efd3a7" };

/** A packed bag with the order's number on it. */
export const PaperBag = ({ number }: { number: string }) => (
  <svg viewBox="0 0 120 130" fill="none" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    <g transform="rotate(-14 40 60)">
      <rect x="29" y="6" width="21" height="70" rx="10.5" fill={paint.goldDark} />
      <rect x="29" y="4" width="19" height="70" rx="9.5" fill={paint.gold} />
      <path d="M34 18l9-5M34 30l9-5" stroke={paint.crumb} strokeWidth="4" />
    </g>
    <g transform="rotate(12 76 60)">
      <rect x="66" y="16" width="21" height="60" rx="10.5" fill={paint.crustDark} />
      <rect x="66" y="14" width="19" height="60" rx="9.5" fill={paint.crust} />
      <path d="M71 27l9-5M71 39l9-5" stroke={paint.crumb} strokeWidth="4" />
    </g>
    <path d="M18 50l7-6 7 6 7-6 7 6 7-6 7 6 7-6 7 6 7-6 7 6 7-6 7 6 4 80H14Z" fill={kraft.base} />
    <path d="M88 50l7-6 7 6 4 80H92Z" fill={kraft.dark} />
    <path d="M27 60l-2 34" stroke={kraft.light} strokeWidth="4" />
    <rect x="29" y="74" width="54" height="30" rx="9" fill={paint.icing} />
    <text x="56" y="95.5" textAnchor="middle" className="bag-number">
      {number}
    </text>
  </svg>
);

/** What is left of a good breakfast. */
export const Crumbs = () => (
  <svg viewBox="0 0 120 83" fill="none" aria-hidden="true">
    {(
      [
        [18, 80, 4, 2.6],
        [31, 81, 2, 1.5],
        [44, 79.5, 5, 3.2],
        [62, 81, 2.4, 1.6],
        [75, 80, 3.6, 2.6],
        [97, 81, 2, 1.6],
      ] as const
    ).map(([cx, cy, rx, ry]) => (
      <ellipse key={cx} cx={cx} cy={cy} rx={rx} ry={ry} fill={paint.gold} />
    ))}
  </svg>
);
