/** What SST writes for a router and a site, in short: finds the route and the file, and chooses the origin. */
export const routingCode = (routes: string | undefined, site: string): string => `
import cf from "cloudfront";
async function handler(event) {
  const request = event.request;
  const kvs = cf.kvs();
  async function toSite(namespace) {
    const metadata = await kvs.get(namespace + ":metadata", { format: "json" });
    const s3 = metadata.s3;
    cf.updateRequestOrigin({ domainName: s3.domain, originAccessControlConfig: { enabled: true } });
    try {
      const path = decodeURIComponent(request.uri);
      const endings = path.endsWith("/") ? ["index.html"] : ["", ".html", "/index.html"];
      const ending = await Promise.any(endings.map(e => kvs.get(namespace + ":" + path + e).then(found => e)));
      request.uri = s3.dir + request.uri + ending;
      return request;
    } catch (error) {}
    const known = s3.routes.some(route => request.uri.startsWith(route));
    request.uri = s3.dir + (known || !metadata.custom404 ? request.uri : metadata.custom404);
    return request;
  }
  const routes = ${routes === undefined ? "[]" : `await kvs.get(${JSON.stringify(routes)}, { format: "json" })`};
  const found = routes.map(route => route.split(","))
    .filter(route => route[0] === "url" && (request.uri === route[3] || request.uri.startsWith(route[3] + "/")))[0];
  if (!found) return await toSite(${JSON.stringify(site)});
  const url = await kvs.get(found[1] + ":metadata", { format: "json" });
  request.uri = request.uri.replace(new RegExp(url.rewrite.regex), url.rewrite.to);
  cf.updateRequestOrigin({ domainName: url.host, customOriginConfig: { port: 443, protocol: "https" } });
  return request;
}`;
