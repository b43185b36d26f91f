import { type Crust, paint } from "../paint.ts";

export const Tart = ({ crust }: { crust: Crust }) => (
  <>
    <path d="M18 52h84l-9 24c-2 5-6 7-11 7H38c-5 0-9-2-11-7Z" fill={crust.dark} />
    <path d="M30 60l4 18M44 62l3 19M60 63v19M76 62l-3 19M90 60l-4 18" stroke={crust.base} strokeWidth="3" />
    <ellipse cx="60" cy="51" rx="44" ry="19" fill={crust.base} />
    <ellipse cx="60" cy="50" rx="37" ry="14" fill={paint.butter} />
    <path
      d="M34 46c8-6 18-8 28-7 12 0 24 4 26 9 2 7-18 12-32 10-10-1-26-5-22-12Z"
      fill={paint.caramel}
      opacity=".85"
    />
    <path d="M44 45c5-3 11-4 17-4M74 55c4-1 7-2 9-4" stroke={paint.lemon} strokeWidth="3" />
  </>
);
