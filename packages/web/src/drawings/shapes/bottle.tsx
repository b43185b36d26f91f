import { paint } from "../paint.ts";

/** A bottle of soda with a flower on its label. */
export const Bottle = ({ drink }: { drink: string }) => (
  <>
    <path d="M51 14h18v18c0 6 11 9 11 20v28c0 4-3 7-7 7H47c-4 0-7-3-7-7V52c0-11 11-14 11-20Z" fill={drink} />
    <path
      d="M69 32c0 6 11 9 11 20v28c0 4-3 7-7 7h-8c4 0 7-3 7-7V52c0-10-9-13-9-20Z"
      fill={paint.leaf}
      opacity=".35"
    />
    <rect x="49" y="9" width="22" height="9" rx="3" fill={paint.butter} />
    <rect x="40" y="54" width="40" height="22" fill={paint.icing} />
    <path d="M60 59v12M54 62l12 6M66 62l-12 6" stroke={paint.leaf} strokeWidth="4" />
    <circle cx="60" cy="65" r="3" fill={paint.egg} />
    <path d="M46 50c1-5 5-8 8-11" stroke={paint.icing} strokeWidth="3.5" opacity=".8" />
  </>
);
