import { type Crust, paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

const rope = "M30 64c-10-14 6-30 24-24s24 26 40 20M90 46C78 28 52 34 46 50s14 30 34 20M38 74c14 8 34 6 46-2";

/** A cardamom bun. */
export const Knot = ({ crust }: { crust: Crust }) => (
  <g transform="translate(0 -7)">
    <ellipse cx="60" cy="60" rx="40" ry="23" fill={crust.dark} />
    <path d={rope} stroke={crust.dark} strokeWidth="17" transform="translate(0 3)" />
    <path d={rope} stroke={crust.base} strokeWidth="15" />
    <path d={rope} stroke={paint.cinnamon} strokeWidth="3" strokeDasharray="9 7" opacity=".8" />
    <path d="M32 46c4-6 10-9 17-8M58 38c8-6 18-5 25 1" stroke={crust.light} strokeWidth="4" />
    <Scatter
      at={[
        [40, 50],
        [54, 44],
        [68, 44],
        [80, 56],
        [66, 66],
        [50, 68],
      ]}
    >
      <circle r="1.6" fill={paint.poppy} />
    </Scatter>
  </g>
);
