/** The address every port listens on, and every request seems to come from. */
export const LOOPBACK = "127.0.0.1";

/** The names that can only mean this machine. Another name for it would be somebody's DNS entry (rebinding). */
export const loopbackNames: readonly string[] = [LOOPBACK, "localhost", "[::1]"];

export const isLoopback = (hostname: string): boolean => loopbackNames.includes(hostname);

/** Names that no DNS server has for others: those of AWS, and those below `localhost`, as buckets have them. */
export const isOwnName = (hostname: string): boolean =>
  /\.localhost$/i.test(hostname) || /\.amazonaws\.com$/i.test(hostname);

/** Where the gateway answers for a host of AWS: a URL's host cannot be one that no DNS server knows. */
export const pathOfHost = (host: string): string => `/_host/${host}`;

/** The host of AWS that a URL of the gateway is for, and the path as that host has it. */
export const hostInPath = ({ pathname }: URL): { host: string; path: string } | undefined => {
  const [, host, path = "/"] = /^\/_host\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
  return host === undefined ? undefined : { host, path };
};
