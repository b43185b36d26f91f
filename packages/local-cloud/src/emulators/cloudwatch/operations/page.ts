import { AwsError } from "../../../core/aws-error.ts";

/** One page of a list, and the token of the next. */
export const pageOf = <Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
): { items: Item[]; NextToken?: string } => {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0)
    throw new AwsError("InvalidNextToken", `The next token ${token} is no token of this list.`);
  const page = items.slice(from, from + size);
  return { items: page, NextToken: from + size < items.length ? String(from + size) : undefined };
};
