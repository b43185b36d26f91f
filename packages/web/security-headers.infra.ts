/** Where the page may send requests: its own host, and what the browser talks to without the router between. */
interface Hosts {
  /** Each with its scheme, and a slash at the end: all paths below. */
  connect: readonly $util.Input<string>[];
}

const year = 31_536_000;

/**
 * What browsers are told with every answer of the router. React sets styles through the CSSOM, which no policy minds;
 * there is no script and no style in the markup, so nothing needs `unsafe-inline`.
 */
export const securityHeaders = ({ connect }: Hosts) =>
  new aws.cloudfront.ResponseHeadersPolicy("WebSecurityHeaders", {
    securityHeadersConfig: {
      contentSecurityPolicy: {
        override: true,
        contentSecurityPolicy: $util.all([...connect]).apply((hosts) =>
          Object.entries({
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "img-src": ["'self'", "data:"],
            "font-src": ["'self'"],
            "connect-src": ["'self'", ...hosts],
            "manifest-src": ["'self'"],
            "form-action": ["'self'"],
            "base-uri": ["'none'"],
            "frame-ancestors": ["'none'"],
          })
            .map(([directive, sources]) => [directive, ...sources].join(" "))
            .join("; "),
        ),
      },
      strictTransportSecurity: { accessControlMaxAgeSec: year, includeSubdomains: true, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
    },
    customHeadersConfig: {
      items: [
        {
          header: "permissions-policy",
          value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
          override: true,
        },
      ],
    },
  });
