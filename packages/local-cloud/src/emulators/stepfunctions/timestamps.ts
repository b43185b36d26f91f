const ISO = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds of a timestamp as the Amazon States Language has it, with an uppercase `T` and `Z` or an offset; undefined
 * of any other text. https://states-language.net/#timestamps
 */
export const parseTimestamp = (text: string): number | undefined => {
  const parts = ISO.exec(text);
  const time = parts ? Date.parse(text) : Number.NaN;
  if (!parts || Number.isNaN(time)) return undefined;
  // JavaScript takes the 30th of February for the first of March.
  const [, year, month, day] = parts.map(Number);
  return day! <= new Date(Date.UTC(year!, month!, 0)).getUTCDate() ? time : undefined;
};
