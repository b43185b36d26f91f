import { z } from "zod";
import type { Headers as Values } from "./messages.ts";

const items = z.strictObject({ items: z.array(z.string()).default([]) });
const override = z.boolean();
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#remove-headers-disallowed
const irremovable =
  /^(connection|content-encoding|content-length|expect|host|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|trailer|transfer-encoding|upgrade|via|warning|x-accel-.*|x-amz-cf-.*|x-amzn-(auth|cf-.*|errortype|fle-profile|header-.*|lambda-integration-tag|requestid)|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/i;

/** A response headers policy. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html */
export const headersPolicy = z.strictObject({
  name: z.string().optional(),
  comment: z.string().max(128).optional(),
  corsConfig: z
    .strictObject({
      accessControlAllowCredentials: z.boolean(),
      accessControlAllowHeaders: items,
      accessControlAllowMethods: items,
      accessControlAllowOrigins: items,
      accessControlExposeHeaders: items.optional(),
      accessControlMaxAgeSec: z.number().int().min(0).optional(),
      originOverride: override,
    })
    .optional(),
  securityHeadersConfig: z
    .strictObject({
      contentSecurityPolicy: z
        .strictObject({ contentSecurityPolicy: z.string().max(1783), override })
        .optional(),
      contentTypeOptions: z.strictObject({ override }).optional(),
      frameOptions: z.strictObject({ frameOption: z.enum(["DENY", "SAMEORIGIN"]), override }).optional(),
      referrerPolicy: z
        .strictObject({
          referrerPolicy: z.enum([
            "no-referrer",
            "no-referrer-when-downgrade",
            "origin",
            "origin-when-cross-origin",
            "same-origin",
            "strict-origin",
            "strict-origin-when-cross-origin",
            "unsafe-url",
          ]),
          override,
        })
        .optional(),
      strictTransportSecurity: z
        .strictObject({
          accessControlMaxAgeSec: z.number().int().min(0),
          includeSubdomains: z.boolean().optional(),
          preload: z.boolean().optional(),
          override,
        })
        .optional(),
      xssProtection: z
        .strictObject({
          protection: z.boolean(),
          modeBlock: z.boolean().optional(),
          reportUri: z.string().optional(),
          override,
        })
        .optional(),
    })
    .optional(),
  customHeadersConfig: z
    .strictObject({
      items: z.array(z.strictObject({ header: z.string().min(1), value: z.string(), override })).default([]),
    })
    .optional(),
  removeHeadersConfig: z
    .strictObject({
      items: z
        .array(
          z.strictObject({
            header: z
              .string()
              .refine((name) => !irremovable.test(name), { message: "is a header that no policy removes" }),
          }),
        )
        .default([]),
    })
    .optional(),
  serverTimingHeadersConfig: z
    .strictObject({
      enabled: z.literal(false, {
        error: "Server-Timing of CloudFront is not implemented by the local cloud",
      }),
      samplingRate: z.number(),
    })
    .optional(),
});

export type HeadersPolicy = z.output<typeof headersPolicy>;

/** A header that a policy adds, where the origin sent none or is overridden. */
interface Added {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

const securityHeaders = (config: HeadersPolicy["securityHeadersConfig"]): Added[] => {
  const { contentSecurityPolicy, contentTypeOptions, frameOptions, referrerPolicy } = config ?? {};
  const { strictTransportSecurity: hsts, xssProtection: xss } = config ?? {};
  const added: (Added | undefined)[] = [
    contentSecurityPolicy && {
      name: "content-security-policy",
      value: contentSecurityPolicy.contentSecurityPolicy,
      override: contentSecurityPolicy.override,
    },
    contentTypeOptions && { name: "x-content-type-options", value: "nosniff", ...contentTypeOptions },
    frameOptions && {
      name: "x-frame-options",
      value: frameOptions.frameOption,
      override: frameOptions.override,
    },
    referrerPolicy && {
      name: "referrer-policy",
      value: referrerPolicy.referrerPolicy,
      override: referrerPolicy.override,
    },
    hsts && {
      name: "strict-transport-security",
      value: [
        `max-age=${hsts.accessControlMaxAgeSec}`,
        ...(hsts.includeSubdomains ? ["includeSubDomains"] : []),
        ...(hsts.preload ? ["preload"] : []),
      ].join("; "),
      override: hsts.override,
    },
    xss && {
      name: "x-xss-protection",
      value: !xss.protection
        ? "0"
        : [
            "1",
            ...(xss.modeBlock ? ["mode=block"] : []),
            ...(xss.reportUri ? [`report=${xss.reportUri}`] : []),
          ].join("; "),
      override: xss.override,
    },
  ];
  return added.filter((one) => one !== undefined);
};

/** `https://*.example.org` allows what is below it. */
const allows = (allowed: string, origin: string): boolean => {
  if (allowed === "*" || allowed === origin) return true;
  const [scheme = "", rest] = allowed.includes("://") ? allowed.split("://") : ["", allowed];
  if (!rest?.startsWith("*.")) return false;
  const url = URL.parse(origin);
  return url?.host.endsWith(rest.slice(1)) === true && (scheme === "" || url.protocol === `${scheme}:`);
};

const METHODS = ["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

const corsHeaders = (config: HeadersPolicy["corsConfig"], request: PolicyRequest): Added[] => {
  const { origin } = request;
  if (!config || origin === undefined) return [];
  const allowed = config.accessControlAllowOrigins.items.find((one) => allows(one, origin));
  if (allowed === undefined) return [];
  const values: [name: string, value: string | undefined][] = [
    ["access-control-allow-origin", allowed === "*" ? "*" : origin],
    ["access-control-allow-credentials", config.accessControlAllowCredentials ? "true" : undefined],
  ];
  if (request.isPreflight) {
    const { items: methods } = config.accessControlAllowMethods;
    values.push(
      ["access-control-allow-headers", config.accessControlAllowHeaders.items.join(", ")],
      ["access-control-allow-methods", (methods.includes("ALL") ? METHODS : methods).join(", ")],
      ["access-control-max-age", config.accessControlMaxAgeSec?.toString()],
    );
  } else values.push(["access-control-expose-headers", config.accessControlExposeHeaders?.items.join(", ")]);
  return values.flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [{ name, value, override: config.originOverride }],
  );
};

export interface PolicyRequest {
  /** What the viewer sent as `Origin`. */
  readonly origin: string | undefined;
  readonly isPreflight: boolean;
}

/** The headers of an answer under a policy: first it removes, then it adds. */
export const underPolicy = (policy: HeadersPolicy, request: PolicyRequest, headers: Values): Values => {
  const result: Record<string, readonly string[]> = { ...headers };
  for (const { header } of policy.removeHeadersConfig?.items ?? []) delete result[header.toLowerCase()];
  const custom = (policy.customHeadersConfig?.items ?? []).map(({ header, ...rest }) => ({
    name: header.toLowerCase(),
    ...rest,
  }));
  for (const { name, value, override } of [
    ...corsHeaders(policy.corsConfig, request),
    ...securityHeaders(policy.securityHeadersConfig),
    ...custom,
  ])
    if (override || !Object.hasOwn(result, name)) result[name] = [value];
  return result;
};
