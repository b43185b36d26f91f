const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const page = (title: string, content: string, reload = false) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${reload ? '<meta http-equiv="refresh" content="1">' : ""}
<title>${title} · Console</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.6 ui-sans-serif, system-ui, sans-serif }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 2rem;
    background: light-dark(#fbf7f1, #1b1714); color: light-dark(#2b2119, #f1e9df) }
  main { max-width: 44rem; display: grid; gap: .75rem }
  h1 { margin: 0; font: 600 1.75rem/1.2 ui-serif, Georgia, serif; letter-spacing: -.01em }
  p { margin: 0; opacity: .8 }
  pre { margin: 0; padding: 1rem; overflow: auto; max-height: 60vh; border-radius: .5rem; font-size: .8125rem;
    background: light-dark(#f1e9df, #2a231d) }
  .rise { width: 4.5rem; height: 2.5rem; border-radius: 50% 50% 18% 18%; background: #c8813c;
    transform-origin: 50% 100%; animation: rise 1.6s ease-in-out infinite alternate }
  @keyframes rise { from { transform: scale(1, .7) } to { transform: scale(1.08, 1.1) } }
  @media (prefers-reduced-motion: reduce) { .rise { animation: none } }
</style>
<main>${content}</main>
</html>
`;

/** Shown while the pages are built; looks again every second. */
export const building = (): string =>
  page(
    "Proving",
    `<div class="rise"></div><h1 role="status">The console is rising.</h1>
<p>Its pages are built when somebody first looks. This one opens by itself in a few seconds.</p>`,
    true,
  );

export const buildFailed = (log: string): string =>
  page(
    "The build failed",
    `<h1>The console did not build.</h1><p>Mend what it says below and reload.</p><pre>${escaped(log)}</pre>`,
  );

export const notThere = (): string =>
  page(
    "No pages",
    "<h1>The console's pages are not here.</h1><p>They are in packages/console; its data is at /api.</p>",
  );
