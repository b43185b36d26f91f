/** An operation that AWS refuses, on a standard queue `orders` or a FIFO queue `orders.fifo`. */
export interface Refusal {
  readonly what: string;
  readonly operation: string;
  readonly queue?: "orders" | "orders.fifo";
  readonly input: Record<string, unknown>;
  /** As the query protocol names it. */
  readonly code: string;
  readonly message: string;
  /** As the JSON protocol names it, where that is not the code. */
  readonly type?: string;
  readonly status?: number;
}

export const VALUE = { code: "InvalidParameterValue", type: "InvalidParameterValueException" };
export const MISSING = { code: "MissingParameter", type: "MissingRequiredParameterException" };
export const prefixed = (type: string) => ({ code: `AWS.SimpleQueueService.${type}`, type });
export const ids =
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
export const token = (name: string) =>
  `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
export const fifo = { queue: "orders.fifo" } as const;
export const many = (entry: object) => Array.from({ length: 20 }, (_, at) => ({ Id: String(at), ...entry }));
export const attribute = (name: string, value: object) => ({
  MessageBody: "x",
  MessageAttributes: { [name]: value },
});
export const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });
