import { type Crust, paint } from "../paint.ts";

/** Pain au chocolat. */
export const ChocolateRoll = ({ crust }: { crust: Crust }) => (
  <g transform="rotate(-10 60 56)">
    <rect x="18" y="34" width="84" height="46" rx="15" fill={crust.dark} />
    <rect x="18" y="32" width="84" height="44" rx="15" fill={crust.base} />
    <path
      d="M34 33c-4 12-4 30 0 43M50 32c-3 12-3 31 0 44M70 32c3 12 3 31 0 44M86 33c4 12 4 30 0 43"
      stroke={crust.dark}
      strokeWidth="2.5"
      opacity=".75"
    />
    <path d="M28 40h60" stroke={crust.light} strokeWidth="4.5" />
    <path d="M22 54h0M22 66h0M98 54h0M98 66h0" stroke={paint.chocolate} strokeWidth="9" />
  </g>
);
