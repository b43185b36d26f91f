import { type Crust, paint } from "../paint.ts";

/** A square of puff pastry with its corners folded in. */
export const Danish = ({ crust, filled }: { crust: Crust; filled: "cherries" | "caramel" }) => (
  <>
    <path d="M60 22c5 0 44 26 44 33S66 84 60 84 16 62 16 55s39-33 44-33Z" fill={crust.dark} />
    <path d="M60 20c5 0 44 26 44 33S66 80 60 80 16 60 16 53s39-33 44-33Z" fill={crust.base} />
    <path d="M60 26 34 44M60 26l26 18M60 75 34 60M60 75l26-15" stroke={crust.light} strokeWidth="5" />
    <path
      d="M60 34c4 0 25 14 25 18S64 68 60 68 35 56 35 52s21-18 25-18Z"
      fill={filled === "cherries" ? paint.cream : paint.caramel}
    />
    {filled === "cherries" ? (
      <>
        <circle cx="51" cy="49" r="7.5" fill={paint.cherry} />
        <circle cx="68" cy="48" r="7.5" fill={paint.cherry} />
        <circle cx="60" cy="58" r="7.5" fill={paint.jam} />
        <path d="M48 46h0M65 45h0M57 55h0" stroke={paint.icing} strokeWidth="3" />
      </>
    ) : (
      <path
        d="M46 50c6-5 14-7 20-7M50 58c6-4 12-6 18-6"
        stroke={paint.butter}
        strokeWidth="3.5"
        opacity=".8"
      />
    )}
  </>
);
