import { paint } from "../paint.ts";

/** A tall glass; `foam` on top of what is in it. */
export const Glass = ({ drink, foam }: { drink: string; foam?: string }) => (
  <>
    <path d="M36 18h48l-6 62c0 4-3 6-7 6H49c-4 0-7-2-7-6Z" fill={paint.china} opacity=".55" />
    <path d="M39 34h42l-4 44c0 3-2 5-5 5H48c-3 0-5-2-5-5Z" fill={drink} />
    {foam && <path d="M38 26h44l-2 18c-13 4-27 4-40 0Z" fill={foam} />}
    <path d="M46 40l3 36" stroke={paint.icing} strokeWidth="4" opacity=".6" />
    <path d="M36 18h48" stroke={paint.china} strokeWidth="3" />
  </>
);
