/** Fewer pieces of a product than this are low: the store should bake. */
export const lowStock = 5;
