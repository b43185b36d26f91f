import { paint } from "../drawings/paint.ts";

/** A menu as a strip of paper, with a croissant on it. */
export const Receipt = () => (
  <svg className="receipt" viewBox="0 0 132 128" fill="none" strokeLinecap="round" aria-hidden="true">
    <g transform="rotate(-7 60 70)">
      <path d="M24 12h72v100l-9-6-9 6-9-6-9 6-9-6-9 6-9-6-9 6Z" fill={paint.chinaShade} />
      <path d="M22 8h72v100l-9-6-9 6-9-6-9 6-9-6-9 6-9-6-9 6Z" fill={paint.icing} />
      <path d="M34 26h26M34 44h20M34 62h30M34 80h18" stroke={paint.nutDark} strokeWidth="5" />
      <path d="M74 26h8M74 44h8M74 62h8M74 80h8" stroke={paint.gold} strokeWidth="5" />
    </g>
    <g transform="translate(62 74) rotate(10)">
      <path
        d="M4 34C2 14 22 2 40 4s30 16 26 34c-6-6-12-8-18-6-6-6-14-6-20 0-8-4-16-2-24 2Z"
        fill={paint.goldDark}
      />
      <path
        d="M4 30C2 12 22 0 40 2s30 14 26 32c-6-6-12-8-18-6-6-6-14-6-20 0-8-4-16-2-24 2Z"
        fill={paint.gold}
      />
      <path d="M25 10c4 5 5 11 3 18M44 9c-2 6-1 13 4 19" stroke={paint.goldDark} strokeWidth="4" />
      <path d="M14 16c4-5 8-8 14-9" stroke={paint.goldLight} strokeWidth="4" />
    </g>
  </svg>
);

interface DialProps {
  /** Hours by the store's clock, 0 to 24, with fractions. */
  now: number;
  closes: number;
}

const point = (hour: number, radius: number) => {
  const angle = (hour / 12) * 2 * Math.PI;
  return `${(50 + Math.sin(angle) * radius).toFixed(2)} ${(50 - Math.cos(angle) * radius).toFixed(2)}`;
};

/** A clock as it hangs in the store; what is left until closing time is lit, within the next twelve hours. */
export const StoreClock = ({ now, closes }: DialProps) => {
  const left = (closes - now + 24) % 24;
  const begin = left > 12 ? closes - 12 : now;
  const minutes = (now % 1) * 12;
  return (
    <svg className="store-clock" viewBox="0 0 100 100" fill="none" strokeLinecap="round" aria-hidden="true">
      <circle cx="50" cy="50" r="44" className="clock-face" />
      {left <= 12 && (
        <path
          d={`M${point(begin, 38)}A38 38 0 ${left > 6 ? 1 : 0} 1 ${point(closes, 38)}`}
          className="clock-left"
          strokeWidth="9"
        />
      )}
      <path d={`M50 50L${point(now % 12, 20)}`} className="clock-hand" strokeWidth="7" />
      <path d={`M50 50L${point(minutes, 29)}`} className="clock-hand" strokeWidth="4.5" />
      <circle cx="50" cy="50" r="4.5" className="clock-pin" />
    </svg>
  );
};
