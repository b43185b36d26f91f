import { TransientError } from "@sourdough/lambda-kit";

/** What `get` answers for several keys; those that a busy DynamoDB left unread, in `unprocessed`. */
export const getAll = async <Key, Item>(
  keys: Key[],
  get: (keys: Key[]) => Promise<{ data: Item[]; unprocessed: Key[] }>,
): Promise<Item[]> => {
  const found: Item[] = [];
  let open = keys;
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt === 5) throw new TransientError(`DynamoDB left ${open.length} items unread: it is busy.`);
    const { data, unprocessed } = await get(open);
    found.push(...data);
    open = unprocessed;
  }
  return found;
};
