import { createHash } from "node:crypto";

/** An input of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "password" | "email" | "tel";
  readonly autocomplete?: string;
  readonly inputmode?: "numeric";
  readonly value?: string | undefined;
  /** To choose one of. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** What a page shows: a form, or only words. */
export interface Page {
  readonly title: string;
  /** What went wrong. */
  readonly problem?: string | undefined;
  /** What went well, or what to do. */
  readonly notice?: string | undefined;
  /** In a fixed width, to be copied: the secret of an authenticator app. */
  readonly secret?: string | undefined;
  readonly form?: {
    /** A page of the same domain, with its query. */
    readonly action: string;
    readonly fields: readonly Field[];
    readonly hidden?: Readonly<Record<string, string>>;
    readonly submit: string;
  };
  readonly links?: readonly { readonly text: string; readonly href: string }[];
}

const STYLE = `body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:#f4f1ea;color:#2b2420}
main{max-width:22rem;margin:10vh auto;padding:2rem;background:#fff;border-radius:.75rem}
h1{margin:0 0 1rem;font-size:1.4rem}label{display:block;margin-top:1rem;font-weight:600}
input,select,button{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;border-radius:.4rem;border:1px solid #857a70}
button{margin-top:1.5rem;background:#8a3b12;color:#fff;border-color:#8a3b12;cursor:pointer}
:focus-visible{outline:3px solid #1a6fd4;outline-offset:2px}a{color:#8a3b12}
.problem{color:#a3160c}code{overflow-wrap:anywhere}`;

/** Nothing but the style of the page itself is loaded, and no other page frames it. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'`;

const entities: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "'": "&#39;",
};
const safe = (text: string): string => text.replace(/[<>&"']/g, (letter) => entities[letter]!);
const attributes = (given: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(given)
    .map(([name, value]) => (value === undefined ? "" : ` ${name}="${safe(value)}"`))
    .join("");

const control = ({ name, type = "text", autocomplete, inputmode, value, options }: Field, focus: string) =>
  options
    ? `<select${attributes({ id: name, name })}${focus}>${options
        .map((option) => `<option${attributes({ value: option.value })}>${safe(option.label)}</option>`)
        .join("")}</select>`
    : `<input${attributes({ id: name, name, type, autocomplete, inputmode, value })} required${focus}>`;

const labelled = (field: Field, index: number) =>
  `<label${attributes({ for: field.name })}>${safe(field.label)}</label>${control(field, index === 0 ? " autofocus" : "")}`;

const form = ({ action, fields, hidden = {}, submit }: NonNullable<Page["form"]>, problem: boolean) =>
  `<form method="post"${attributes({ action })}${problem ? ' aria-describedby="problem"' : ""}>${Object.entries(
    hidden,
  )
    .map(([name, value]) => `<input${attributes({ type: "hidden", name, value })}>`)
    .join("")}${fields.map(labelled).join("")}<button>${safe(submit)}</button></form>`;

/** A page in HTML, without scripts. */
export const renderPage = (page: Page, status = 200, headers: Headers = new Headers()): Response => {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(page.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${safe(page.title)}</h1>
${page.problem === undefined ? "" : `<p class="problem" id="problem" role="alert">${safe(page.problem)}</p>`}
${page.notice === undefined ? "" : `<p role="status">${safe(page.notice)}</p>`}
${page.secret === undefined ? "" : `<p><code>${safe(page.secret)}</code></p>`}
${page.form ? form(page.form, page.problem !== undefined) : ""}
${(page.links ?? []).map(({ text, href }) => `<p><a href="${safe(href)}">${safe(text)}</a></p>`).join("")}
</main></body></html>
`;
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("content-security-policy", POLICY);
  headers.set("cache-control", "no-store");
  headers.set("referrer-policy", "same-origin");
  return new Response(html, { status, headers });
};
