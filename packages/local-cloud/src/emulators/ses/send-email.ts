import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { parseInput } from "../parse-input.ts";

const content = z.strictObject({ Data: z.string(), Charset: z.string().optional() });
const addresses = z.array(z.string().min(1)).default([]);

const schema = z.strictObject({
  FromEmailAddress: z.string().min(1),
  FromEmailAddressIdentityArn: z.string().optional(),
  Destination: z.strictObject({
    ToAddresses: addresses,
    CcAddresses: addresses,
    BccAddresses: addresses,
  }),
  ReplyToAddresses: addresses,
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: content,
      Body: z.strictObject({ Text: content.optional(), Html: content.optional() }),
      Headers: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
    }),
  }),
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
});

const kindsOfContent = z.looseObject({ Content: z.looseObject({}).optional() });

/** The part of SESv2 `SendEmail` that the local cloud takes; templates, raw messages and attachments are refused. */
export type SendEmailInput = z.output<typeof schema>;

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html: recipients per message, and bytes of a v2 message. */
const MAX_RECIPIENTS = 50;
const MAX_BYTES = 40 * 1024 * 1024;

export const parseSendEmail = (input: unknown): SendEmailInput => {
  const kinds = kindsOfContent.safeParse(input).data?.Content ?? {};
  for (const kind of ["Raw", "Template"])
    if (kinds[kind] !== undefined)
      throw new AwsError(
        "BadRequestException",
        `The local cloud does not send ${kind} content. Use Content.Simple, or add ${kind} to the SES emulator.`,
      );
  const email = parseInput(schema, input, "BadRequestException");
  const { Subject, Body } = email.Content.Simple;
  if (!Body.Text && !Body.Html) throw new AwsError("BadRequestException", "Body must have Text or Html.");
  const recipients = recipientsOf(email);
  if (recipients.length === 0) throw new AwsError("BadRequestException", "Missing final '@domain'");
  if (recipients.length > MAX_RECIPIENTS)
    throw new AwsError("BadRequestException", `Recipient count exceeds ${MAX_RECIPIENTS}.`);
  for (const address of [email.FromEmailAddress, ...recipients]) bareAddress(address);
  const bytes = [Subject, Body.Text, Body.Html].reduce((sum, c) => sum + Buffer.byteLength(c?.Data ?? ""), 0);
  if (bytes > MAX_BYTES)
    throw new AwsError("MessageRejected", `Message length is more than ${MAX_BYTES} bytes`);
  return email;
};

export const recipientsOf = ({ Destination }: SendEmailInput): string[] => [
  ...Destination.ToAddresses,
  ...Destination.CcAddresses,
  ...Destination.BccAddresses,
];

/** `orders@example.com` of `Sourdough <orders@example.com>`. */
export const bareAddress = (address: string): string => {
  const bare = /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(bare)) throw new AwsError("BadRequestException", `Missing final '@domain'`);
  return bare;
};

/**
 * The verified identities that cover `address`, most specific first: the address, the address without its label
 * (`user+label@`), its domain, and the domains above it.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export const identitiesCovering = (address: string, verified: ReadonlySet<string>): string[] => {
  const [local = "", domain = ""] = address.split(/@(?=[^@]*$)/);
  const host = domain.toLowerCase();
  const labels = host.split(".");
  const candidates = [
    `${local}@${host}`,
    `${local.split("+")[0]}@${host}`,
    ...labels.map((_, index) => labels.slice(index).join(".")),
  ];
  return [...new Set(candidates)].filter((candidate) => verified.has(candidate));
};
