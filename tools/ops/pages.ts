/** All items of an answer that comes in pages: `page` gets the token of the page before, and gives items and the next. */
export const allPages = async <Item>(
  page: (
    token: string | undefined,
  ) => Promise<{ items?: readonly Item[] | undefined; next?: string | undefined }>,
  most = Number.POSITIVE_INFINITY,
): Promise<Item[]> => {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items = [], next } = await page(token);
    all.push(...items);
    token = next;
  } while (token && all.length < most);
  return all.slice(0, most);
};

/** Like `Promise.all`, but only so many at once: AWS throttles what reads its settings. */
export const eachOf = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  atOnce = 8,
): Promise<Result[]> => {
  const results: Result[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
};
