import { type Crust, paint } from "../paint.ts";

export const Turnover = ({ crust }: { crust: Crust }) => (
  <>
    <path d="M12 74C16 44 44 24 66 28c22 4 40 24 42 46 0 5-4 8-9 8H21c-6 0-9-3-9-8Z" fill={crust.dark} />
    <path d="M14 70C18 43 44 25 66 28c20 4 38 22 40 42 0 4-3 6-8 6H22c-5 0-8-2-8-6Z" fill={crust.base} />
    <path
      d="M40 62c4-8 8-13 13-16M56 64c4-9 8-14 13-17M73 64c2-6 5-10 9-12"
      stroke={crust.dark}
      strokeWidth="5"
    />
    <path
      d="M41 62c4-8 8-13 13-16M57 64c4-9 8-14 13-17M74 64c2-6 5-10 9-12"
      stroke={paint.butter}
      strokeWidth="2.5"
    />
    <path d="M24 58c6-12 16-20 28-23" stroke={crust.light} strokeWidth="4" />
    <path
      d="M18 76v4M28 78v4M38 78v4M48 78v4M58 78v4M68 78v4M78 78v4M88 78v4M98 77v4"
      stroke={crust.light}
      strokeWidth="2.5"
    />
  </>
);
