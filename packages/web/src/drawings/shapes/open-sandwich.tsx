import { type Crust, paint } from "../paint.ts";

/** Salmon on a slice of bread, with dill. */
export const OpenSandwich = ({ crust }: { crust: Crust }) => (
  <>
    <path d="M10 64h100v10c0 6-5 10-12 10H22c-7 0-12-4-12-10Z" fill={crust.dark} />
    <path d="M10 60c0-5 5-8 12-8h76c7 0 12 3 12 8s-5 9-12 9H22c-7 0-12-4-12-9Z" fill={crust.light} />
    <path
      d="M16 58c2-6 12-8 44-8s42 2 44 8c1 5-6 4-9 7-4 4-8-1-13 1s-8-1-13 1-9-2-14 0-9-2-13 0-8 1-12-2c-4-2-15-2-14-7Z"
      fill={paint.icing}
    />
    <path
      d="M22 54c2-12 14-15 22-9 4-10 20-12 27-2 8-7 24-3 26 11-8 6-17 6-24 3-8 5-19 5-26 0-8 4-18 3-25-3Z"
      fill={paint.salmon}
    />
    <path
      d="M30 50c4-5 9-5 13-2M50 46c5-5 12-5 17 0M77 48c4-3 9-2 13 2M44 54c4-3 8-3 11-1M70 54c3-3 7-3 10-1"
      stroke="#fbc3ab"
      strokeWidth="2.6"
    />
    <path
      d="M50 40c8-8 16-12 26-13M57 34l-3-8M63 31l-2-9M69 29l0-8M58 35l8 3M64 32l8 2M70 29l7 1"
      stroke={paint.leafDark}
      strokeWidth="2.4"
    />
  </>
);
