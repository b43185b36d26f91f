type Item = Record<string, unknown>;

/** Keys first, then what most items have; what is rare is seen in the item itself. */
export const columnsOf = (items: readonly Item[], keys: readonly string[], most = 6): string[] => {
  const counts = new Map<string, number>();
  for (const item of items)
    for (const [name, value] of Object.entries(item))
      if (!keys.includes(name) && !name.startsWith("__edb_") && typeof value !== "object")
        counts.set(name, (counts.get(name) ?? 0) + 1);
  const common = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return [...keys, ...common].slice(0, Math.max(most, keys.length));
};

export const cell = (value: unknown): string => {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
};
