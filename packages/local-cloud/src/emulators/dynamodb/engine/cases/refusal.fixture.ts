/** An operation, what it is asked for, and what DynamoDB says; after `order` is in the table. */
export interface Refusal {
  readonly what: string;
  readonly operation: string;
  readonly input: object;
  readonly code?: string;
  readonly message: string;
}

export const S = (text: string) => ({ S: text });
export const N = (number: string) => ({ N: number });
export const order = {
  pk: S("ann"),
  sk: N("1"),
  shop: S("s-1"),
  amount: N("12.5"),
  note: S("ring"),
  pieces: { L: [{ M: { sku: S("bun"), quantity: N("2") } }] },
  tags: { SS: ["new"] },
};
export const TableName = "orders";
export const Key = { pk: order.pk, sk: order.sk };
export const parameters = "One or more parameter values were invalid: ";
