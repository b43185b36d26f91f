import { invalid, invalidValue } from "./errors.ts";

const MOST = 1000;

/** A page of what a list has; without a size all of the first thousand, and no token. */
export const pageOf = (
  items: readonly string[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { page: string[]; NextToken?: string } => {
  if (MaxResults !== undefined && (MaxResults < 1 || MaxResults > MOST))
    throw invalidValue("MaxResults", MaxResults, `Must be between 1 and ${MOST}, if provided.`);
  const last = NextToken === undefined ? undefined : Buffer.from(NextToken, "base64").toString();
  if (last !== undefined && Buffer.from(last).toString("base64") !== NextToken)
    throw invalid("Invalid or expired next token.");
  const rest = items.toSorted().filter((item) => last === undefined || item > last);
  const page = rest.slice(0, MaxResults ?? MOST);
  const more = MaxResults !== undefined && rest.length > page.length;
  return { page, NextToken: more ? Buffer.from(page.at(-1)!).toString("base64") : undefined };
};
