/** A value of JSONata that is not JSON: a function. */
export class NotJson extends Error {
  override readonly name = "NotJson";
}

/**
 * JSONata marks arrays it made (`sequence`, `cons`) and treats marked ones differently. Data between states is
 * JSON, so the marks must not travel: copies what is marked, keeps everything else as it is.
 */
export const plain = (value: unknown): unknown => {
  if (typeof value === "function") throw new NotJson();
  if (value === null || typeof value !== "object") return value;
  return Array.isArray(value) ? plainArray(value) : plainObject(value as Record<string, unknown>);
};

const plainArray = (array: unknown[]): unknown[] => {
  let copy: unknown[] | undefined = "sequence" in array || "cons" in array ? [] : undefined;
  for (let index = 0; index < array.length; index++) {
    const item = plain(array[index]);
    if (copy) copy.push(item);
    else if (item !== array[index]) {
      copy = array.slice(0, index);
      copy.push(item);
    }
  }
  return copy ?? array;
};

const plainObject = (object: Record<string, unknown>): Record<string, unknown> => {
  if ("_jsonata_lambda" in object || "_jsonata_function" in object) throw new NotJson();
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(object)) {
    const member = plain(object[key]);
    if (member === object[key] && member !== undefined) continue;
    copy ??= { ...object };
    if (member === undefined) delete copy[key];
    else copy[key] = member;
  }
  return copy ?? object;
};
