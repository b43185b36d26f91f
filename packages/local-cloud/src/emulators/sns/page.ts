import { z } from "zod";

const PAGE = 100;

export const pageToken = z.object({
  NextToken: z
    .string()
    .regex(/^\d{0,9}$/, "it is none that was given out")
    .optional(),
});

/** The hundred items from a token on, and the token of those after them. */
export const pageOf = <Item>(
  items: readonly Item[],
  { NextToken = "0" }: z.output<typeof pageToken>,
): { page: readonly Item[]; NextToken?: string } => {
  const end = Number(NextToken) + PAGE;
  return { page: items.slice(end - PAGE, end), NextToken: items.length > end ? String(end) : undefined };
};
