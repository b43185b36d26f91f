import { AwsError } from "../../core/aws-error.ts";

/** A page of a list; the token is the position of the next. */
export const pageOf = <Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: { MaxResults: number; NextToken?: string },
): { items: Item[]; NextToken?: string } => {
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, "base64url").toString());
  if (!Number.isInteger(start) || start < 0) throw new AwsError("ValidationException", "Invalid NextToken.");
  const end = start + MaxResults;
  return {
    items: items.slice(start, end),
    NextToken: end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
};
