import { type Crust, paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

const seeds = [
  [40, 46],
  [48, 38],
  [58, 43],
  [68, 37],
  [78, 44],
  [52, 52],
  [64, 52],
  [74, 54],
  [44, 57],
  [84, 54],
  [35, 56],
  [59, 34],
  [70, 47],
  [52, 45],
] as const;

export const Roll = ({ crust }: { crust: Crust }) => (
  <>
    <path d="M20 60c0-22 18-34 40-34s40 12 40 34c0 14-12 22-40 22S20 74 20 60Z" fill={crust.base} />
    <path d="M20 60c0 14 12 22 40 22s40-8 40-22c-6 9-20 13-40 13s-34-4-40-13Z" fill={crust.dark} />
    <path d="M31 46c4-7 11-12 20-14" stroke={crust.light} strokeWidth="5" />
    <Scatter at={seeds}>
      <circle r="1.7" fill={paint.poppy} />
    </Scatter>
  </>
);
