/**
 * Answers `GET /visit`, which the page asks once in a visit: the store next to the visitor, as far as CloudFront knows
 * where they are, and the variant of the menu they see, which a cookie keeps. Crawlers see what everybody saw before
 * the experiment, and no cookie.
 */
// biome-ignore lint/correctness/noUnusedVariables: infra puts it together with the call.
async function visit(request) {
  if (request.uri !== "/visit") return;
  const store = cf.kvs();
  const field = (fields, name) => (fields[name] ? fields[name].value : "");
  const here = ["latitude", "longitude"].map((name) => field(request.headers, `cloudfront-viewer-${name}`));
  const answer = {};
  const cookies = {};
  if (here[0] && here[1]) {
    const degree = Math.PI / 180;
    const closeness = (place) =>
      Math.sin(here[0] * degree) * Math.sin(place[1] * degree) +
      Math.cos(here[0] * degree) * Math.cos(place[1] * degree) * Math.cos((here[1] - place[2]) * degree);
    const places = await store.get("stores", { format: "json" });
    answer.storeId = places.sort((a, b) => closeness(b) - closeness(a))[0][0];
  }
  if (!/bot|crawl|spider|slurp|preview|^$/i.test(field(request.headers, "user-agent"))) {
    const weights = await store.get("menu-order", { format: "json" });
    let variant = field(request.cookies, "menu-order");
    if (!(weights[variant] > 0)) {
      const names = Object.keys(weights);
      let at = Math.random() * names.reduce((sum, name) => sum + weights[name], 0);
      variant = names.filter((name) => (at -= weights[name]) < 0)[0];
    }
    if (variant) {
      answer.variant = variant;
      cookies["menu-order"] = {
        value: variant,
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
