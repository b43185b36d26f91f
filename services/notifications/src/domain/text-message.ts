import type { For, News } from "./notification.ts";
import { wordingOf } from "./wording.ts";

export interface TextMessage {
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

/** Undefined for a customer without a phone. */
export const textMessageAbout = (
  news: News & For<{ phone?: string | undefined }>,
): TextMessage | undefined => {
  const { phone } = news.data.customer;
  if (phone === undefined) return undefined;
  const { subject, closing } = wordingOf(news);
  return { to: phone, text: `Sourdough: ${subject}. ${closing}` };
};
