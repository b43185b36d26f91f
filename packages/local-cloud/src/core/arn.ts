import type { Account } from "./resource-type.ts";

/** An ARN taken apart: `arn:aws:<service>:<region>:<account>:<resource>`. */
export interface Arn {
  readonly service: string;
  /** Empty of services without regions, such as IAM. */
  readonly region: string;
  /** Empty of API Gateway, S3, and integrations of Step Functions. */
  readonly account: string;
  /** All that follows: `orders` of a queue, `function:place-order:live`, `table/orders/stream/…`. */
  readonly resource: string;
  /** `function`, `table`: what `resource` has before its first ":" or "/"; empty where it has none. */
  readonly kind: string;
  /** What follows `kind`: `place-order:live`, `orders/stream/…`. */
  readonly name: string;
}

const PREFIX = "arn:aws:";
const COLON = 0x3a;

/** The ARN of a resource, in the account and region of the local cloud. */
export const arnOf = (service: string, { region, accountId }: Account, resource: string): string =>
  `${PREFIX}${service}:${region}:${accountId}:${resource}`;

/** The ARN of a resource of a service without regions: IAM, STS, CloudFront. */
export const globalArn = (service: string, accountId: string, resource: string): string =>
  `${PREFIX}${service}::${accountId}:${resource}`;

/** The ARN that stands for a whole account. */
export const accountRoot = (accountId: string): string => globalArn("iam", accountId, "root");

const SHAPE = /^arn:aws[\w-]*:([^:]+):([^:]*):([^:]*):((?:([^:/]*)[:/])?([\s\S]+))$/;

/** The parts of an ARN of any partition; undefined of any other text. */
export const parseArn = (text: string): Arn | undefined => {
  const [, service = "", region = "", account = "", resource = "", kind = "", name = ""] =
    SHAPE.exec(text) ?? [];
  return service === "" ? undefined : { service, region, account, resource, kind, name };
};

/** Whether a text that is a name or an ARN is the latter. */
export const isArn = (nameOrArn: string): boolean => nameOrArn.startsWith("arn:");

/**
 * Whether an ARN is of the service and, where one is given, of the kind of resource. Makes no parts, as it is asked on
 * the way of every message.
 */
export const isArnOf = (arn: string, service: string, kind?: string): boolean => {
  const end = PREFIX.length + service.length;
  if (!arn.startsWith(PREFIX) || !arn.startsWith(service, PREFIX.length) || arn.charCodeAt(end) !== COLON)
    return false;
  if (kind === undefined) return true;
  const at = arn.indexOf(":", arn.indexOf(":", end + 1) + 1) + 1;
  return arn.startsWith(kind, at) && /[:/]/.test(arn.charAt(at + kind.length));
};

/** `sqs` of the ARN of a queue; undefined of what is no ARN. */
export const serviceOf = (arn: string): string | undefined => (isArn(arn) ? arn.split(":", 3)[2] : undefined);

/** The last part of an ARN, a URL or a path, which is the name of most resources; a plain name is itself. */
export const lastPart = (reference: string): string =>
  reference.slice(Math.max(reference.lastIndexOf("/"), reference.lastIndexOf(":")) + 1);

/** The ARN of a function or a state machine without the version or the alias that it may end with. */
export const unqualified = (arn: string): string => arn.split(":", 7).join(":");
