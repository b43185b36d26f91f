import type { Estimate } from "./interval.ts";

const percent = new Intl.NumberFormat("en-IE", { style: "percent", maximumFractionDigits: 1 });
const points = new Intl.NumberFormat("en-IE", { maximumFractionDigits: 1, signDisplay: "exceptZero" });

/** 0.125 -> 12.5% */
export const percentText = (share: number) => percent.format(share);

/** What a share may be: 10.1% to 12.4% */
export const rangeText = ({ low, high }: Estimate) => `${percentText(low)} to ${percentText(high)}`;

/** A difference of shares in points: +1.2 */
export const pointsText = (difference: number) => points.format(difference * 100);
