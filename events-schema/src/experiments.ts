/** Experiments that run in the shop, and the variants that its page knows of each. Records of others are not counted. */
export const experiments: Readonly<Record<string, readonly string[]>> = {
  "menu-order": ["counter", "sweets-first"],
};
