/** A JSONata expression, without the `{% %}` around it. */
export type Expression = string;

/** What an object is made of: expressions, numbers, and objects of these. */
export interface Fields {
  readonly [name: string]: Expression | number | Fields | undefined;
}

/** A JSONata expression as the States Language takes it: on one line, between `{%` and `%}`. */
export const jsonata = (expression: Expression) => `{% ${oneLine(expression)} %}`;

/** Fields as a JSON object of the States Language: `{ orderId: "{% $order.orderId %}" }`. */
export const template = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    given(fields).map(([name, value]) => [
      name,
      typeof value === "string" ? jsonata(value) : typeof value === "number" ? value : template(value),
    ]),
  );

/** Fields as a JSONata object, to stand within an expression: `{'orderId': $order.orderId}`. */
export const object = (fields: Fields): Expression =>
  `{${given(fields)
    .map(([name, value]) => `'${name}': ${typeof value === "object" ? object(value) : value}`)
    .join(", ")}}`;

const given = (fields: Fields) =>
  Object.entries(fields).filter(
    (entry): entry is [string, Expression | number | Fields] => entry[1] !== undefined,
  );

const oneLine = (text: string) => text.trim().replace(/\s*\n\s*/g, " ");
