import { paint } from "../paint.ts";

interface Props {
  drink: string;
  art?: "leaf" | "marshmallows" | "steam";
}

export const Cup = ({ drink, art }: Props) => (
  <>
    <ellipse cx="56" cy="79" rx="42" ry="9" fill={paint.chinaShade} />
    <ellipse cx="56" cy="77" rx="42" ry="9" fill={paint.china} />
    <path d="M86 46c12-3 20 2 19 10-1 9-12 14-24 12" stroke={paint.china} strokeWidth="6.5" />
    <path d="M24 40h64c0 24-8 40-24 40H48c-16 0-24-16-24-40Z" fill={paint.china} />
    <path d="M74 44c0 18-6 30-17 36h7c16 0 24-16 24-40H74Z" fill={paint.chinaShade} />
    <ellipse cx="56" cy="40" rx="32" ry="11" fill={paint.china} />
    <ellipse cx="56" cy="41" rx="27" ry="8.5" fill={drink} />
    {art === "leaf" && (
      <path
        d="M56 35v12M56 38l-8-2M56 38l8-2M56 42l-9-2M56 42l9-2M56 46l-6-2M56 46l6-2"
        stroke={paint.milk}
        strokeWidth="2.5"
      />
    )}
    {art === "marshmallows" && (
      <>
        <rect x="43" y="33" width="11" height="9" rx="3" fill={paint.icing} />
        <rect x="57" y="36" width="11" height="9" rx="3" fill={paint.ham} />
      </>
    )}
    {art === "steam" && (
      <path
        d="M46 28c-4-5 4-8 0-14M57 28c-4-5 4-8 0-14M68 28c-4-5 4-8 0-14"
        stroke={paint.chinaShade}
        strokeWidth="3.5"
      />
    )}
  </>
);
