import { z } from "zod";
import { checkRange, invalid } from "./errors.ts";

export const page = { MaxResults: z.number().optional(), NextToken: z.string().optional() };

const MAX = 1000;

/** The texts after those a token stands for, in their order; a token for the rest only where `MaxResults` asks for pages. */
export const pageOf = (
  texts: readonly string[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: readonly string[]; NextToken?: string } => {
  checkRange("MaxResults", MaxResults, [1, MAX], `MaxResults must be an integer between 1 and ${MAX}.`);
  const sorted = texts.toSorted();
  const last = NextToken === undefined ? undefined : Buffer.from(NextToken, "base64").toString();
  if (last !== undefined && !/^https?:\/\//.test(last)) throw invalid("Invalid or expired next token.");
  const rest = last === undefined ? sorted : sorted.filter((text) => text > last);
  const items = rest.slice(0, MaxResults ?? MAX);
  const more = MaxResults !== undefined && items.length < rest.length;
  return { items, ...(more && { NextToken: Buffer.from(items.at(-1)!).toString("base64") }) };
};
