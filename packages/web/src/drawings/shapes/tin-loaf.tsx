import type { Crust } from "../paint.ts";

/** A loaf baked in a tin; `bumps` is how many balls of dough went in. */
export const TinLoaf = ({ crust, bumps }: { crust: Crust; bumps: 1 | 3 }) => (
  <>
    <path d="M20 50h80l-5 30c0 3-2 5-5 5H30c-3 0-5-2-5-5Z" fill={crust.dark} />
    {bumps === 1 ? (
      <>
        <path d="M14 47c0-14 20-22 46-22s46 8 46 22c0 6-5 9-11 9H25c-6 0-11-3-11-9Z" fill={crust.base} />
        <path d="M34 42c16-6 36-6 52 0" stroke={crust.dark} strokeWidth="5" />
        <path d="M34 40c16-6 36-6 52 0" stroke={crust.light} strokeWidth="2.5" />
      </>
    ) : (
      <>
        <circle cx="35" cy="41" r="19" fill={crust.base} />
        <circle cx="85" cy="41" r="19" fill={crust.base} />
        <circle cx="60" cy="38" r="21" fill={crust.base} />
        <path d="M16 46h88v6c0 3-3 5-6 5H22c-3 0-6-2-6-5Z" fill={crust.base} />
        <path d="M45 52c-3-10 1-22 6-28M75 52c3-10-1-22-6-28" stroke={crust.dark} strokeWidth="2.5" />
        <path
          d="M25 36c2-4 5-6 9-6M52 28c3-2 8-3 13-1M80 31c4-1 8 0 11 3"
          stroke={crust.light}
          strokeWidth="4"
        />
      </>
    )}
    <path
      d="M31 62v14M43 62v17M60 62v17M77 62v17M89 62v14"
      stroke={crust.base}
      strokeWidth="2"
      opacity=".5"
    />
  </>
);
