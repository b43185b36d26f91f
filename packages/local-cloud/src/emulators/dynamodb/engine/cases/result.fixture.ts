/** Calls one after the other, of which the last answers with (at least) `answer`. */
export interface Result {
  readonly what: string;
  readonly calls: readonly (readonly [operation: string, input: object])[];
  readonly answer: object;
}

export const S = (text: string) => ({ S: text });
export const N = (number: string) => ({ N: number });
export const TableName = "orders";
export const key = (sk: string, pk = "ann") => ({ pk: S(pk), sk: N(sk) });
export const put = (item: object, more: object = {}) =>
  ["PutItem", { TableName, Item: item, ...more }] as const;
export const get = (Key: object, more: object = {}) => ["GetItem", { TableName, Key, ...more }] as const;
