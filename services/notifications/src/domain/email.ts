import type { For, OrderOutcome } from "./notification.ts";
import { shortNumber, wordingOf } from "./wording.ts";

export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export const emailAbout = (outcome: OrderOutcome & For<{ email: string }>): Email => {
  const { subject, opening, lines, total, closing } = wordingOf(outcome);
  const { orderId, customer } = outcome.data;
  const order = shortNumber(orderId);
  const bill = lines.length > 0 ? [...lines, { what: "Total", price: total }] : [];
  return {
    to: customer.email,
    subject,
    text: [
      opening,
      bill.map(({ what, price }) => `${what}: ${price}`).join("\n"),
      closing,
      `Order ${order} · Sourdough`,
    ]
      .filter(Boolean)
      .join("\n\n"),
    html: page({
      subject: toHtml(subject),
      opening: toHtml(opening),
      bill: bill.map(({ what, price }) => row(toHtml(what), toHtml(price))).join(""),
      closing: toHtml(closing),
      order: toHtml(order),
    }),
  };
};

const toHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const row = (what: string, price: string) =>
  `<tr><td style="padding:8px 0;border-top:1px solid #eadfce">${what}</td><td style="padding:8px 0;border-top:1px solid #eadfce;text-align:right;white-space:nowrap">${price}</td></tr>`;

// Tables and inline styles, because mail programs know little else.
const page = (part: { subject: string; opening: string; bill: string; closing: string; order: string }) =>
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${part.subject}</title></head>
<body style="margin:0;background:#f6efe4;font-family:Georgia,'Times New Roman',serif;color:#3b2a1a">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px;background:#fffdf9;border-radius:12px;overflow:hidden">
<tr><td style="background:#8a4b1f;color:#fff6e8;padding:20px 28px;font-size:22px;letter-spacing:.02em">Sourdough</td></tr>
<tr><td style="padding:28px">
<h1 style="margin:0 0 12px;font-size:20px;font-weight:normal">${part.subject}</h1>
<p style="margin:0 0 20px;line-height:1.5">${part.opening}</p>
${part.bill && `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 20px">${part.bill}</table>`}
<p style="margin:0;line-height:1.5">${part.closing}</p>
</td></tr>
<tr><td style="padding:16px 28px;background:#fbf4e8;font-size:13px;color:#80664a">Order ${part.order}</td></tr>
</table></td></tr></table>
</body>
</html>
`;
