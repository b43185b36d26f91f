/** Headers that functions neither see nor add. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-disallowed-headers */
const HIDDEN = new Set(
  "connection expect keep-alive proxy-authenticate proxy-authorization proxy-connection trailer upgrade x-accel-buffering x-accel-charset x-accel-limit-rate x-accel-redirect x-amzn-auth x-amzn-cf-billing x-amzn-cf-id x-amzn-cf-xff x-amzn-errortype x-amzn-fle-profile x-amzn-header-count x-amzn-header-order x-amzn-lambda-integration-tag x-amzn-requestid x-cache x-forwarded-proto x-real-ip".split(
    " ",
  ),
);

export const isHidden = (name: string): boolean => HIDDEN.has(name) || /^x-(amz-cf|edge)-/.test(name);

/** Headers that functions see and must leave as they are. */
export const readOnly = {
  "viewer-request": ["content-length", "host", "transfer-encoding", "via"],
  "viewer-response": ["warning", "via"],
} as const;

export type EventType = keyof typeof readOnly;
