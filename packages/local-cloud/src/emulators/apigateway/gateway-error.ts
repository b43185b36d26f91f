/** Kinds of answers API Gateway gives itself, which an API may customise. */
export type GatewayResponseType = keyof typeof defaults;

// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
const defaults = {
  ACCESS_DENIED: { status: 403, errorType: "AccessDeniedException" },
  API_CONFIGURATION_ERROR: { status: 500, errorType: "InternalServerErrorException" },
  AUTHORIZER_FAILURE: { status: 500, errorType: "AuthorizerConfigurationException" },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, errorType: "AuthorizerConfigurationException" },
  BAD_REQUEST_BODY: { status: 400, errorType: "BadRequestException" },
  BAD_REQUEST_PARAMETERS: { status: 400, errorType: "BadRequestException" },
  INTEGRATION_FAILURE: { status: 504, errorType: "InternalServerErrorException" },
  INTEGRATION_TIMEOUT: { status: 504, errorType: "InternalServerErrorException" },
  INVALID_API_KEY: { status: 403, errorType: "ForbiddenException" },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, errorType: "MissingAuthenticationTokenException" },
  QUOTA_EXCEEDED: { status: 429, errorType: "LimitExceededException" },
  REQUEST_TOO_LARGE: { status: 413, errorType: "RequestTooLongException" },
  THROTTLED: { status: 429, errorType: "TooManyRequestsException" },
  UNAUTHORIZED: { status: 401, errorType: "UnauthorizedException" },
  WAF_FILTERED: { status: 403, errorType: "ForbiddenException" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, errorType: "BadRequestException" },
} as const;

/** A request that ends in an answer of API Gateway's own instead of the integration's. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly type: GatewayResponseType;
  readonly status: number;
  readonly errorType: string;
  /** `$context.error.validationErrorString` */
  readonly detail: string | undefined;

  constructor(
    type: GatewayResponseType,
    message: string,
    options: { status?: number; detail?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.type = type;
    this.status = options.status ?? defaults[type].status;
    this.errorType = defaults[type].errorType;
    this.detail = options.detail;
  }
}

/** The answer for what the client cannot be told: the cause goes to the journal and the terminal. */
export const internalError = (cause: unknown, status = 500): GatewayError =>
  new GatewayError("API_CONFIGURATION_ERROR", "Internal server error", { status, cause });
