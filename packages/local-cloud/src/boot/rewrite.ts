import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import { SYMBOLIC_PORTS } from "../core/symbolic-port.ts";
import { pathOfHost } from "../http/hosts.ts";

/** Real addresses of what the graph names symbolically. */
export interface Addresses {
  /** The gateway, `http://127.0.0.1:<port>`. */
  endpoint: string;
  /** Second label of the hosts that services serve: `execute-api`. */
  hosts: readonly string[];
  /** The property with a domain name of the app's own, by the type of the resource that serves it. */
  domains: Readonly<Record<string, string>>;
  /** The page, which stands for every distribution that is no router's and no site's. */
  webUrl: string;
  /**
   * Domain of what has a port of its own (a router's or site's distribution, a server of `dev`, an issuer) -> its URL. The
   * aliases of a distribution lead there, too.
   */
  distributions: Readonly<Record<string, string>>;
  /** Symbolic port -> the one of the server behind it. */
  ports: Readonly<Record<string, number>>;
  /** Third parties that a stand-in answers for: their URL -> the stand-in's. */
  thirdParties: Readonly<Record<string, string>>;
}

// Only where it is a whole value or a word in one, as of a content security policy: with a path it is the issuer of
// tokens, a name that must stay.
const userPools = /(?<=[" ])https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/?(?=[" ;])/g;
// `https://bucket.s3.amazonaws.com`, with the region or without.
const bucket = /https:\/\/([a-z0-9][a-z0-9.-]+\.s3(?:\.[a-z0-9-]+)?\.amazonaws\.com)/g;
const website = /http:\/\/([a-z0-9][a-z0-9.-]+\.s3-website[.-][a-z0-9-]+\.amazonaws\.com)/g;
// A server of `dev`, which answers behind a port of the local cloud.
const devServer = /http:\/\/([\w-]+\.dev\.localcloud)/gi;
// A bare host, of which clients make `wss://<host>/mqtt`.
const mqttEndpoint = /\b[a-z0-9]+-ats\.iot\.[a-z0-9-]+\.amazonaws\.com/g;
const distribution = /https:\/\/([a-z0-9]+\.cloudfront\.net)/g;

/**
 * Points every URL in the graph at this machine. The graph itself is the same on every run, so that it can be cached
 * and diffed; ports are known only when the local cloud has bound them.
 */
export const rewriteAddresses = (graph: ResourceGraph, addresses: Addresses): ResourceGraph => {
  const { endpoint, hosts, webUrl, distributions, ports, thirdParties } = addresses;
  const served = `([a-z0-9-]+\\.(?:${hosts.join("|")})\\.[a-z0-9-]+\\.(?:amazonaws\\.com|amazoncognito\\.com|on\\.aws))`;
  let text = JSON.stringify(graph)
    .replaceAll("http://aws.localcloud", endpoint)
    .replace(bucket, (_, host: string) => `${endpoint}${pathOfHost(host)}`)
    .replace(website, (_, host: string) => `${endpoint}${pathOfHost(host)}`)
    .replace(
      new RegExp(`https://${served}`, "g"),
      (_, host: string) => distributions[host] ?? `${endpoint}${pathOfHost(host)}`,
    )
    .replace(new RegExp(`wss://${served}`, "g"), `${endpoint.replace("http", "ws")}${pathOfHost("$1")}`)
    .replace(mqttEndpoint, new URL(endpoint).host)
    .replace(userPools, `${endpoint}/`)
    .replace(distribution, (_, domain: string) => distributions[domain] ?? webUrl)
    .replace(devServer, (whole, host: string) => distributions[host.toLowerCase()] ?? whole)
    .replace(SYMBOLIC_PORTS, (symbolic) => String(ports[symbolic] ?? symbolic));
  for (const [domain, local] of graph.resources.flatMap(ownDomains(addresses))) {
    // Not one that it is the beginning of.
    for (const end of ["/", ":", '"', "\\"])
      text = text
        .replaceAll(`https://${domain}${end}`, `${local}${end}`)
        .replaceAll(`wss://${domain}${end}`, `${local.replace("http", "ws")}${end}`);
  }
  for (const [url, standIn] of Object.entries(thirdParties)) text = text.replaceAll(url, standIn);
  return JSON.parse(text) as ResourceGraph;
};

/** The app's own domain names that lead to a resource, each with where that answers on this machine. */
const ownDomains =
  ({ endpoint, domains, distributions }: Addresses) =>
  ({ type, inputs, outputs }: Resource): (readonly [string, string])[] => {
    const domain = domains[type] && inputs[domains[type]];
    if (typeof domain === "string") return [[domain, `${endpoint}${pathOfHost(domain)}`]];
    const distribution = distributions[String(outputs.domainName)];
    if (distribution === undefined || !Array.isArray(inputs.aliases)) return [];
    return inputs.aliases.map((alias) => [String(alias), distribution]);
  };
