/** A page of a list; the token is the position of the next. */
export const pageOf = <Item>(
  items: readonly Item[],
  { MaxResults, NextToken: start }: { MaxResults: number; NextToken: number },
): { items: Item[]; NextToken?: string } => {
  const end = start + MaxResults;
  return { items: items.slice(start, end), NextToken: end < items.length ? String(end) : undefined };
};
