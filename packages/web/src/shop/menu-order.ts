import type { Category } from "./categories.ts";

/** The experiment, as the edge and the office call it. */
export const menuOrderExperiment = "menu-order";

const sweets: readonly Category[] = ["pastry", "cake"];

/** The sections in the order of a variant: `sweets-first`, or as they lie on the counter for everybody else. */
export const inMenuOrder = <Section extends { id: Category }>(
  sections: readonly Section[],
  variant: string | undefined,
): readonly Section[] => {
  if (variant !== "sweets-first") return sections;
  const isSweet = ({ id }: Section) => sweets.includes(id);
  return [...sections.filter(isSweet), ...sections.filter((section) => !isSweet(section))];
};
