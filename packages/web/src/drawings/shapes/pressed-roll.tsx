import { type Crust, paint } from "../paint.ts";

/** A Franzbrötchen: a cinnamon roll pressed in the middle, so that its sides fan out. */
export const PressedRoll = ({ crust }: { crust: Crust }) => (
  <>
    <path
      d="M14 60c0-18 14-28 24-26 10-8 34-8 44 0 10-2 24 8 24 26 0 14-16 22-46 22S14 74 14 60Z"
      fill={crust.dark}
    />
    <path
      d="M14 57c0-18 14-28 24-26 10-8 34-8 44 0 10-2 24 8 24 26 0 14-16 20-46 20S14 71 14 57Z"
      fill={crust.base}
    />
    <path
      d="M24 62c-2-12 6-20 14-20M33 67c-3-12 3-18 10-18M96 62c2-12-6-20-14-20M87 67c3-12-3-18-10-18"
      stroke={paint.cinnamon}
      strokeWidth="4"
    />
    <path d="M40 56c8-7 32-7 40 0" stroke={crust.dark} strokeWidth="6" />
    <path d="M44 38c9-4 23-4 32 0" stroke={crust.light} strokeWidth="4" />
  </>
);
