/** What the API and Pulumi spell differently, beside the first letter. */
const spelling: Readonly<Record<string, string>> = {
  PoolName: "name",
  ClientName: "name",
  Schema: "schemas",
  UserPoolTags: "tags",
  From: "fromEmailAddress",
  SMSMessage: "smsMessage",
  CallbackURLs: "callbackUrls",
  LogoutURLs: "logoutUrls",
  DefaultRedirectURI: "defaultRedirectUri",
  AllowedOAuthFlows: "allowedOauthFlows",
  AllowedOAuthScopes: "allowedOauthScopes",
  AllowedOAuthFlowsUserPoolClient: "allowedOauthFlowsUserPoolClient",
};
const apiSpelling = Object.fromEntries(
  Object.entries(spelling)
    .filter(([, own]) => own !== "name")
    .map(([api, own]) => [own, api]),
);

const renamed = (value: unknown, rename: (key: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [rename(key), renamed(each, rename)]),
  );
};

/** The members of an input as properties of a resource. */
export const asResource = (value: unknown) =>
  renamed(value, (key) => spelling[key] ?? key.charAt(0).toLowerCase() + key.slice(1)) as Record<
    string,
    unknown
  >;

/** Properties of a resource as the members of an output. */
export const asApi = (value: unknown) =>
  renamed(value, (key) => apiSpelling[key] ?? key.charAt(0).toUpperCase() + key.slice(1)) as Record<
    string,
    unknown
  >;
