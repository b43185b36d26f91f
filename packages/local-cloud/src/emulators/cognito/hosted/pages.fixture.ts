/** The same request of another page. */
export const path = (url: string, page: string): string => url.replace("/oauth2/authorize", page);

const unescaped = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** A browser as far as pages without scripts need one: it keeps cookies, follows redirects and sends forms. */
export const openBrowser = () => {
  const cookies = new Map<string, string>();
  let at = "";
  let html = "";
  let status = 0;
  let left: string | undefined;

  const go = async (url: string, body?: URLSearchParams): Promise<void> => {
    const answer = await fetch(url, {
      method: body ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
      ...(body && { body }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (location === null) {
      at = url;
      html = await answer.text();
      status = answer.status;
      left = undefined;
      return;
    }
    const next = new URL(location, url);
    if (next.origin === new URL(url).origin) return go(next.href);
    left = next.href;
  };
  const text = (pattern: RegExp): string => unescaped(pattern.exec(html)?.[1] ?? "");

  return {
    open: (url: string) => go(url),
    follow: (link: string) => {
      const [, href = ""] = new RegExp(`<a href="([^"]*)">${link.replace("?", "\\?")}</a>`).exec(html) ?? [];
      return go(new URL(unescaped(href), at).href);
    },
    /** Sends the form of the page with what it has, and these values. */
    submit: (values: Record<string, string>) => {
      const fields = [...html.matchAll(/<input([^>]*)>/g)].map(([, attributes = ""]) => {
        const [, name = ""] = / name="([^"]*)"/.exec(attributes) ?? [];
        const [, value = ""] = / value="([^"]*)"/.exec(attributes) ?? [];
        return [name, unescaped(value)] as const;
      });
      const [, action = ""] = /<form[^>]* action="([^"]*)"/.exec(html) ?? [];
      const target = new URL(unescaped(action), at).href;
      return go(target, new URLSearchParams({ ...Object.fromEntries(fields), ...values }));
    },
    title: () => text(/<h1>(.*?)<\/h1>/),
    problem: () => text(/role="alert">(.*?)<\/p>/),
    secret: () => text(/<code>(.*?)<\/code>/),
    status: () => status,
    /** Where a redirect led that is not a page of the domain. */
    left: () => left,
  };
};
