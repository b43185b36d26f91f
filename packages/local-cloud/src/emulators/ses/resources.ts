import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, region, tagged } from "../../core/resource-type.ts";

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

const identities = "every sender is verified, and no name is asked of";

export const resourceTypes: ResourceType[] = [
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
