import dns from "node:dns";

const localUrl = ({ hostname, pathname, search }: URL, endpoint: string): string => {
  const isService = /^[a-z-]+\.[a-z]+(?:-[a-z]+)+-\d\.amazonaws\.com$/.test(hostname);
  return `${endpoint}${isService ? "" : `/_host/${hostname}`}${pathname}${search}`;
};

/**
 * Brings requests to the local cloud that know only AWS's own addresses: those of SST's clients (`sst/aws/bus`), which
 * take no endpoint, and those of operations that put a prefix before the endpoint's host (`sync-127.0.0.1`).
 */
export const stayLocal = (endpoint: string): void => {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const url = URL.parse(input instanceof Request ? input.url : String(input));
    if (!url?.hostname.endsWith(".amazonaws.com")) return fetch(input, init);
    const { method, headers, body } = new Request(input, init);
    const sent = body && (await new Response(body).arrayBuffer());
    return fetch(localUrl(url, endpoint), { method, headers, body: sent });
  };

  const { lookup } = dns;
  const local = new URL(endpoint).hostname;
  const find = (hostname: string, ...rest: unknown[]) =>
    Reflect.apply(lookup, dns, [hostname.endsWith(`-${local}`) ? local : hostname, ...rest]);
  Object.assign(dns, { lookup: Object.assign(find, lookup) });
};
