import type { MenuItem } from "@sourdough/order-client";

export type Category = MenuItem["category"];

/** In the order of the menu. */
export const categories: readonly { id: Category; name: string; line: string }[] = [
  { id: "bread", name: "Bread", line: "Thirty hours of patience, then a very hot oven." },
  { id: "pastry", name: "Pastry", line: "Butter, folded into butter, folded again." },
  { id: "cake", name: "Cake", line: "By the slice. Nobody counts." },
  { id: "sandwich", name: "Sandwiches", line: "On this morning's bread." },
  { id: "drink", name: "Drinks", line: "Hot, cold, and roasted around the corner." },
  { id: "seasonal", name: "This season", line: "Here for a while, gone by January." },
];
