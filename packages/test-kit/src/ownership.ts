type Item = Readonly<Record<string, unknown>>;

/** An entity of ElectroDB, whatever it is of. */
interface AnyEntity {
  readonly schema: {
    readonly model: { readonly entity: string; readonly version: string };
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly indexes?: object;
  };
}

/** The item that the entity would write with the attributes of another; undefined when it takes them for none of its. */
const writtenBy = (entity: AnyEntity, item: Item): Item | undefined => {
  const { put } = entity as unknown as { put(item: Item): { params(): { Item: Item } } };
  try {
    return put.call(entity, item).params().Item;
  } catch {
    return undefined;
  }
};

/**
 * The items of a table that are not exactly what one of its entities would write, with the names of the entities that
 * have their key.
 */
export const unownedItems = (entities: Readonly<Record<string, AnyEntity>>, items: readonly Item[]) =>
  items.flatMap((item) => {
    const owners = Object.values(entities).flatMap((entity) => {
      const written = writtenBy(entity, item);
      return written && written.pk === item.pk && written.sk === item.sk ? [{ entity, written }] : [];
    });
    const [owner] = owners;
    if (owners.length === 1 && owner && isSame(owner.written, item)) return [];
    return [{ item, owners: owners.map(({ entity }) => entity.schema.model.entity) }];
  });

const isSame = (one: unknown, other: unknown): boolean => {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(one[name as never], other[name as never]));
};
