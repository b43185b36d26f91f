import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, region, stableId, tagged } from "../../core/resource-type.ts";

const common = {
  region,
  ...tagged,
};

export const emailIdentity = z.strictObject({
  ...common,
  emailIdentity: z.string(),
  configurationSetName: z.string().optional(),
  // Signing has no effect on a captured message.
  dkimSigningAttributes: z.looseObject({}).optional(),
});

export const configurationSet = z.strictObject({
  ...common,
  configurationSetName: z.string(),
  // Nothing is delivered, so neither TLS, reputation, suppression nor tracking can matter here.
  deliveryOptions: z.looseObject({}).optional(),
  reputationOptions: z.looseObject({}).optional(),
  sendingOptions: z.strictObject({ sendingEnabled: z.boolean().optional() }).optional(),
  suppressionOptions: z.looseObject({}).optional(),
  trackingOptions: z.looseObject({}).optional(),
  vdmOptions: z.looseObject({}).optional(),
});

export const mailIdentity = z.strictObject({ ...common, email: z.string() });
export const domainIdentity = z.strictObject({ ...common, domain: z.string() });

export const olderConfigurationSet = z.strictObject({
  ...common,
  name: z.string(),
  sendingEnabled: z.boolean().optional(),
  deliveryOptions: z.looseObject({}).optional(),
  reputationMetricsEnabled: z.boolean().optional(),
  trackingOptions: z.looseObject({}).optional(),
});

const other = z
  .never({ error: "the local cloud's SES tells topics of SNS and the default event bus, nobody else" })
  .optional();

/** Those below the fourth never come: nothing is opened, delayed or found to be a virus here. */
const eventTypes = [
  "SEND",
  "DELIVERY",
  "BOUNCE",
  "COMPLAINT",
  "REJECT",
  "OPEN",
  "CLICK",
  "RENDERING_FAILURE",
  "DELIVERY_DELAY",
  "SUBSCRIPTION",
] as const;

export const eventDestination = z.strictObject({
  region,
  configurationSetName: z.string(),
  eventDestinationName: z.string(),
  eventDestination: z.strictObject({
    enabled: z.boolean().default(false),
    matchingEventTypes: z.array(z.enum(eventTypes)),
    snsDestination: z.strictObject({ topicArn: z.string() }).optional(),
    eventBridgeDestination: z
      .strictObject({
        eventBusArn: z
          .string()
          .endsWith(":event-bus/default", { error: "SES takes the default event bus only" }),
      })
      .optional(),
    cloudWatchDestination: other,
    kinesisFirehoseDestination: other,
    pinpointDestination: other,
  }),
});
export type EventDestination = z.output<typeof eventDestination>["eventDestination"];

const olderTypes = [
  "send",
  "delivery",
  "bounce",
  "complaint",
  "reject",
  "open",
  "click",
  "renderingFailure",
] as const;

export const olderEventDestination = z.strictObject({
  region,
  configurationSetName: z.string(),
  name: z.string().optional(),
  enabled: z.boolean().default(false),
  matchingTypes: z.array(z.enum(olderTypes)),
  snsDestination: z.strictObject({ topicArn: z.string() }).optional(),
  cloudwatchDestinations: other,
  kinesisDestination: other,
});

const without = (type: string, properties: Record<string, z.ZodType>, id: string, inert: string) =>
  defineResourceType({
    type,
    properties: z.strictObject({ region, ...properties }),
    compute: ({ inputs }) => ({ id: String((inputs as Record<string, unknown>)[id]) }),
    inert,
  });

const text = z.string();
const oneAccount = "one account: nobody else sends from an identity";

const identities = "every sender is verified, and no name is asked of";

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:ses/emailIdentity:EmailIdentity",
    properties: mailIdentity,
    compute: ({ inputs: { email } }, account) => ({
      id: email,
      arn: arnOf("ses", account, `identity/${email}`),
    }),
  }),
  defineResourceType({
    type: "aws:ses/domainIdentity:DomainIdentity",
    properties: domainIdentity,
    compute: ({ inputs: { domain } }, account) => ({
      id: domain,
      arn: arnOf("ses", account, `identity/${domain}`),
      verificationToken: stableId(`verification ${domain}`),
    }),
  }),
  defineResourceType({
    type: "aws:ses/configurationSet:ConfigurationSet",
    properties: olderConfigurationSet,
    compute: ({ inputs: { name } }, account) => ({
      id: name,
      arn: arnOf("ses", account, `configuration-set/${name}`),
    }),
  }),
  defineResourceType({
    type: "aws:ses/eventDestination:EventDestination",
    properties: olderEventDestination,
    compute: ({ name: logicalName, inputs: { name = logicalName, configurationSetName } }, account) => ({
      id: name,
      name,
      arn: arnOf("ses", account, `configuration-set/${configurationSetName}:event-destination/${name}`),
    }),
  }),
  defineResourceType({
    type: "aws:ses/domainDkim:DomainDkim",
    properties: z.strictObject({ region, domain: text }),
    compute: ({ inputs: { domain } }) => ({
      id: domain,
      dkimTokens: [1, 2, 3].map((index) => stableId(`dkim ${index} ${domain}`, 32)),
    }),
    inert: "no message leaves this machine, so none is signed",
  }),
  without(
    "aws:ses/mailFrom:MailFrom",
    { domain: text, mailFromDomain: text, behaviorOnMxFailure: text.optional() },
    "domain",
    identities,
  ),
  without(
    "aws:ses/identityPolicy:IdentityPolicy",
    { identity: text, name: text.optional(), policy: text },
    "identity",
    oneAccount,
  ),
  without(
    "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy",
    { emailIdentity: text, policyName: text, policy: text },
    "emailIdentity",
    oneAccount,
  ),
  without(
    "aws:sesv2/emailIdentityFeedbackAttributes:EmailIdentityFeedbackAttributes",
    { emailIdentity: text, emailForwardingEnabled: z.boolean().optional() },
    "emailIdentity",
    "no mail tells senders of bounces; event destinations do",
  ),
  defineResourceType({
    type: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    properties: eventDestination,
    compute: ({ inputs: { configurationSetName, eventDestinationName } }) => ({
      id: `${configurationSetName}|${eventDestinationName}`,
    }),
  }),
  defineResourceType({
    type: "aws:ses/domainIdentityVerification:DomainIdentityVerification",
    properties: z.strictObject({ region, domain: z.string() }),
    compute: ({ inputs }, account) => ({
      id: inputs.domain,
      arn: arnOf("ses", account, `identity/${inputs.domain}`),
    }),
    inert: identities,
  }),
  defineResourceType({
    type: "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes",
    properties: z.strictObject({
      region,
      emailIdentity: z.string(),
      mailFromDomain: z.string().optional(),
      behaviorOnMxFailure: z.string().optional(),
    }),
    compute: ({ inputs }) => ({ id: inputs.emailIdentity }),
    inert: identities,
  }),
  defineResourceType({
    type: "aws:sesv2/emailIdentity:EmailIdentity",
    properties: emailIdentity,
    compute: ({ inputs }, account) => ({
      id: inputs.emailIdentity,
      arn: arnOf("ses", account, `identity/${inputs.emailIdentity}`),
      identityType: inputs.emailIdentity.includes("@") ? "EMAIL_ADDRESS" : "DOMAIN",
      verificationStatus: "SUCCESS",
      verifiedForSendingStatus: true,
      dkimSigningAttributes: { signingAttributesOrigin: "AWS_SES", status: "SUCCESS", tokens: [] },
    }),
  }),
  defineResourceType({
    type: "aws:sesv2/configurationSet:ConfigurationSet",
    properties: configurationSet,
    compute: ({ inputs }, account) => ({
      id: inputs.configurationSetName,
      arn: arnOf("ses", account, `configuration-set/${inputs.configurationSetName}`),
    }),
  }),
];
