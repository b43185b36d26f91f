/** What XML 1.0 has: https://www.w3.org/TR/REC-xml/#charsets, as SQS asks of bodies and values. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** The first character SQS does not take, as `#x1`; undefined when it takes them all. */
export const forbiddenCharacter = (text: string): string | undefined => {
  const found = FORBIDDEN.exec(text)?.[0];
  return found && `#x${found.codePointAt(0)!.toString(16).toUpperCase()}`;
};
