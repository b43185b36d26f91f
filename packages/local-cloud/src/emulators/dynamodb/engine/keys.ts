import { crc32 } from "node:zlib";
import { invalid, invalidParameters } from "./errors.ts";
import { numberKey } from "./numbers.ts";
import { type AttributeValue, attributeOf, bytesOf, type Item, typeOf } from "./values.ts";

export type KeyType = "S" | "N" | "B";
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}
/**
 * What a table or an index is sorted by: its partition key and, when there is one, its sort key. Only global indexes have
 * keys of several attributes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.MultiAttributeKeys
 */
export interface KeySchema {
  readonly hash: readonly KeyAttribute[];
  readonly range: readonly KeyAttribute[];
}

/** A key as it is stored: parts compare as the values do, and the slot scatters partitions as a scan finds them. */
export interface StoredKey {
  readonly slot: number;
  readonly hash: Buffer;
  readonly range: Buffer;
}

const NONE = Buffer.alloc(0);
export const SLOTS = 2 ** 32;

export const keyAttributes = ({ hash, range }: KeySchema): readonly KeyAttribute[] => [...hash, ...range];
export const keyNames = (schema: KeySchema): readonly string[] =>
  keyAttributes(schema).map(({ name }) => name);

export const keyBytes = ({ S, N, B = "" }: AttributeValue): Buffer =>
  S !== undefined ? Buffer.from(S) : N !== undefined ? numberKey(N) : bytesOf(B);

const keyLength = (value: AttributeValue): number =>
  value.S !== undefined ? Buffer.byteLength(value.S) : keyBytes(value).length;

/** Ends a value among several: it sorts before all that one may go on with, since those have their zeros marked. */
const END_OF_VALUE = Buffer.from([0, 1]);
const ZERO = 0;
const MARKED_ZERO = Buffer.from([0, 0xff]);

/** A value among several, up to its end. */
export const openBytes = (value: Buffer): Buffer =>
  value.includes(ZERO)
    ? Buffer.concat([...value].map((byte) => (byte === ZERO ? MARKED_ZERO : Buffer.of(byte))))
    : value;

/** Values one after the other, which compare so; a value that is alone in its key stands as it is. */
export const joinedBytes = (values: readonly AttributeValue[], isAlone: boolean): Buffer =>
  isAlone
    ? Buffer.concat(values.map(keyBytes))
    : Buffer.concat(values.flatMap((value) => [openBytes(keyBytes(value)), END_OF_VALUE]));

export const partOf = (attributes: readonly KeyAttribute[], item: Item): Buffer =>
  attributes.length === 1
    ? keyBytes(item[attributes[0]!.name]!)
    : joinedBytes(
        attributes.map(({ name }) => item[name]!),
        false,
      );

export const slotOf = (hash: Buffer): number => crc32(hash);

/** The key of an item that has its attributes. */
export const storedKey = ({ hash, range }: KeySchema, item: Item): StoredKey => {
  const partition = partOf(hash, item);
  return {
    slot: slotOf(partition),
    hash: partition,
    range: range.length > 0 ? partOf(range, item) : NONE,
  };
};

/** One blob for a key that may stand in several places: the length keeps the two parts apart. */
export const wholeKey = ({ hash, range }: StoredKey): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(hash.length);
  return Buffer.concat([length, hash, range]);
};

/** Whether an item is in an index: it has all attributes of its key, of the right type. */
export const isInIndex = (schema: KeySchema, item: Item): boolean =>
  keyAttributes(schema).every(({ name, type }) => attributeOf(item, name)?.[type] !== undefined);

export const pick = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = attributeOf(item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const LONGEST_HASH = 2048;
const LONGEST_RANGE = 1024;

const emptyValue = (type: KeyType) =>
  `The AttributeValue for a key attribute cannot contain an empty ${type === "S" ? "string" : "binary"} value.`;

const isEmpty = (value: AttributeValue) => value.S === "" || value.B === "";

/** Checks the values of a key in their order, of which some may be missing. */
const createSizeCheck = ({ hash }: KeySchema) => {
  const sizes = { hash: 0, range: 0 };
  return (value: AttributeValue, place: number) => {
    const part = place < hash.length ? "hash" : "range";
    sizes[part] += keyLength(value);
    if (sizes.hash > LONGEST_HASH)
      throw invalidParameters(`Size of hashkey has exceeded the maximum size limit of${LONGEST_HASH} bytes`);
    if (sizes.range > LONGEST_RANGE)
      throw invalidParameters(
        `Aggregated size of all range keys has exceeded the size limit of ${LONGEST_RANGE} bytes`,
      );
  };
};

/** A key that somebody names an item by: its attributes and no others. */
export const checkKey = (schema: KeySchema, key: Item): void => {
  const attributes = keyAttributes(schema);
  const checkSize = createSizeCheck(schema);
  if (Object.keys(key).length !== attributes.length)
    throw invalid("The provided key element does not match the schema");
  for (const [place, { name, type }] of attributes.entries()) {
    const value = attributeOf(key, name);
    if (value?.[type] === undefined) throw invalid("The provided key element does not match the schema");
    if (isEmpty(value))
      throw invalid(`One or more parameter values are not valid. ${emptyValue(type)} Key: ${name}`);
    checkSize(value, place);
  }
};

/** An item that is to be stored: it has the key of its table, and what it has of keys of indexes is of their type. */
export const checkItem = (
  schema: KeySchema,
  indexes: Iterable<{ readonly name: string; readonly key: KeySchema }>,
  item: Item,
): void => {
  const checkSize = createSizeCheck(schema);
  for (const [place, { name, type }] of keyAttributes(schema).entries()) {
    const value = attributeOf(item, name);
    if (value === undefined) throw invalidParameters(`Missing the key ${name} in the item`);
    if (value[type] === undefined)
      throw invalidParameters(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    if (isEmpty(value))
      throw invalid(`One or more parameter values are not valid. ${emptyValue(type)} Key: ${name}`);
    checkSize(value, place);
  }
  checkIndexKeys(indexes, item);
};

export const checkIndexKeys = (
  indexes: Iterable<{ readonly name: string; readonly key: KeySchema }>,
  item: Item,
): void => {
  for (const { name: index, key } of indexes) {
    const checkSize = createSizeCheck(key);
    for (const [place, { name, type }] of keyAttributes(key).entries()) {
      const value = attributeOf(item, name);
      if (value === undefined) continue;
      if (value[type] === undefined)
        throw invalidParameters(
          `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index}`,
        );
      if (isEmpty(value))
        throw invalid(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. ${emptyValue(type)} IndexName: ${index}, IndexKey: ${name}`,
        );
      checkSize(value, place);
    }
  }
};
