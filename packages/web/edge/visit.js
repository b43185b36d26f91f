/**
 * Answers `GET /visit`, which the page asks once in a visit: the store next to the visitor, as far as CloudFront knows
 * where they are, and the variant of the menu they see, which a cookie keeps. Crawlers see what everybody saw before
 * the experiment, and no cookie.
 */
// biome-ignore lint/correctness/noUnusedVariables: infra puts it together with the call.
async function visit(request) {
  if (request.uri !== "/visit") return;
  const read = (key) => cf.kvs().get(key, { format: "json" });
  const field = (all, name) => (all[name] ? all[name].value : "");
  const here = ["latitude", "longitude"].map((name) => field(request.headers, `cloudfront-viewer-${name}`));
  const answer = {};
  const cookies = {};
  if (here[0] && here[1]) {
    const rad = Math.PI / 180;
    const near = (place) =>
      Math.sin(here[0] * rad) * Math.sin(place[1] * rad) +
      Math.cos(here[0] * rad) * Math.cos(place[1] * rad) * Math.cos((here[1] - place[2]) * rad);
    answer.storeId = (await read("stores")).sort((a, b) => near(b) - near(a))[0][0];
  }
  if (!/bot|crawl|spider|slurp|preview|^$/i.test(field(request.headers, "user-agent"))) {
    const shares = await read("menu-order");
    let shown = field(request.cookies, "menu-order");
    if (!(shares[shown] > 0)) {
      const names = Object.keys(shares);
      let at = Math.random() * names.reduce((sum, name) => sum + shares[name], 0);
      shown = names.find((name) => (at -= shares[name]) < 0);
    }
    if (shown) {
      answer.variant = shown;
      cookies["menu-order"] = {
        value: shown,
        attributes: "Path=/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax",
      };
    }
  }
  return {
    statusCode: 200,
    headers: { "content-type": { value: "application/json" } },
    cookies,
    body: JSON.stringify(answer),
  };
}
