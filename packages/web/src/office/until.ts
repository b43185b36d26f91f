const minute = 60_000;

/** How long it is until then, in words as short as they can be; what is past is "now". */
export const until = (at: number, now: number): string => {
  const minutes = Math.ceil((at - now) / minute);
  if (minutes <= 0) return "now";
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `in ${hours} h ${minutes % 60} min`;
  return `in ${Math.floor(hours / 24)} days`;
};

/** Fewer than this and somebody should look today. */
export const isSoon = (at: number, now: number, days = 2) => at - now < days * 24 * 60 * minute;
