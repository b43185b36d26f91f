import { type Crust, paint } from "../paint.ts";

export const Panettone = ({ crust }: { crust: Crust }) => (
  <>
    <path d="M24 42c-4-18 14-30 36-30s40 12 36 30c-1 5-5 8-10 8H34c-5 0-9-3-10-8Z" fill={crust.base} />
    <path d="M34 31c5-8 13-12 24-13" stroke={crust.light} strokeWidth="5" />
    <path d="M50 24h0M66 20h0M80 30h0M70 36h0M42 38h0M56 34h0" stroke={paint.jam} strokeWidth="6" />
    <path d="M26 44h68l-4 38c0 3-2 4-5 4H35c-3 0-5-1-5-4Z" fill={paint.paper} />
    <path d="M38 45l2 40M50 45l1 40M60 45v40M70 45l-1 40M82 45l-2 40" stroke="#8c231f" strokeWidth="2" />
    <path d="M28 60c20 5 44 5 64 0l-1 9c-20 5-42 5-62 0Z" fill={paint.butter} />
  </>
);
