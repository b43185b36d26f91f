import { AwsError } from "../../core/aws-error.ts";

/** One page of a list; the token is the position of the next. */
export const page = <Item>(
  items: readonly Item[],
  { Limit = 100, NextToken }: { Limit?: number | undefined; NextToken?: string | undefined },
) => {
  const start = Number(NextToken ?? 0);
  if (!Number.isInteger(start) || start < 0)
    throw new AwsError("ValidationException", "NextToken is not valid.");
  const end = start + Limit;
  return { items: items.slice(start, end), NextToken: end < items.length ? String(end) : undefined };
};
