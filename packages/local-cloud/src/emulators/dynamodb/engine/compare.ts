import { compareNumbers } from "./numbers.ts";
import { type AttributeValue, bytesOf, type Item, typeOf } from "./values.ts";

/** Text and bytes of base64 as DynamoDB sorts them, which is by their bytes. */
const compareText = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Below, at or above zero, of two values of one type that has an order: S, N or B. */
export const compareValues = (a: AttributeValue, b: AttributeValue): number => {
  if (a.N !== undefined) return compareNumbers(a.N, b.N!);
  if (a.S !== undefined) return a.S === b.S ? 0 : compareText(a.S, b.S!);
  return Buffer.compare(bytesOf(a.B ?? ""), bytesOf(b.B ?? ""));
};

const isSameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && new Set([...a, ...b]).size === a.length;

const isSameItem = (a: Item, b: Item): boolean => {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name]!, b[name]!))
  );
};

/** Whether two values are equal: sets in whatever order, numbers by what they are, since those are stored in one form. */
export const isSame = (a: AttributeValue, b: AttributeValue): boolean => {
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  switch (type) {
    case "SS":
    case "NS":
    case "BS":
      return isSameSet(a[type]!, b[type]!);
    case "L":
      return a.L!.length === b.L!.length && a.L!.every((each, place) => isSame(each, b.L![place]!));
    case "M":
      return isSameItem(a.M!, b.M!);
    default:
      return a[type] === b[type];
  }
};

export const isSameItemOrNone = (a: Item | undefined, b: Item | undefined): boolean =>
  a === undefined || b === undefined ? a === b : isSameItem(a, b);
