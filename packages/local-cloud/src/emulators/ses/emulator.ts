import { randomUUID } from "node:crypto";
import { arnOf } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Emulator } from "../../core/cloud.ts";
import type { SesOperations } from "./api.ts";
import { createEventDestinations } from "./event-destinations.ts";
import { mailOf } from "./mail.ts";
import {
  configurationSet,
  domainIdentity,
  emailIdentity,
  mailIdentity,
  olderConfigurationSet,
} from "./resources.ts";
import { bareAddress, identitiesCovering, parseSendEmail } from "./send-email.ts";

/** SES v2: `SendEmail` from identities the config declares (all of them verified) into the mailbox. */
export const createSesEmulator = (cloud: Cloud): Emulator => {
  const identities = new Map<string, { configurationSetName?: string }>();
  const configurationSets = new Map<string, { sendingEnabled: boolean }>();
  const verified = new Set<string>();
  const destinations = createEventDestinations(cloud);
  const arn = (kind: string, name: string) => arnOf("ses", cloud, `${kind}/${name}`);

  const senderIdentity = (from: string): string => {
    const address = bareAddress(from);
    const [identity] = identitiesCovering(address, verified);
    if (identity !== undefined) return identity;
    throw new AwsError(
      "MessageRejected",
      `Email address is not verified. The following identities failed the check in region ${cloud.region.toUpperCase()}: ${address}`,
    );
  };

  const addIdentity = (name: string, configurationSetName?: string) => {
    const [local, domain] = name.includes("@") ? name.split(/@(?=[^@]*$)/) : [undefined, name];
    const key = local === undefined ? domain!.toLowerCase() : `${local}@${domain!.toLowerCase()}`;
    verified.add(key);
    identities.set(key, configurationSetName ? { configurationSetName } : {});
  };

  const sendEmail = (input: unknown, caller: Caller) => {
    const email = parseSendEmail(input);
    const identity = senderIdentity(email.FromEmailAddress);
    const setName = email.ConfigurationSetName ?? identities.get(identity)?.configurationSetName;
    const set = setName === undefined ? { sendingEnabled: true } : configurationSets.get(setName);
    if (!set)
      throw new AwsError("NotFoundException", `Configuration set <${setName}> does not exist.`, {
        status: 404,
      });
    if (!set.sendingEnabled)
      throw new AwsError(
        "SendingPausedException",
        `Email sending is disabled for configuration set <${setName}>`,
      );
    const MessageId = `${cloud.clock.now().toString(16).padStart(16, "0")}-${randomUUID()}-000000`;
    const { Subject, Body, Headers } = email.Content.Simple;
    cloud.use("mailbox").email({
      messageId: MessageId,
      from: email.FromEmailAddress,
      to: email.Destination.ToAddresses,
      cc: email.Destination.CcAddresses,
      bcc: email.Destination.BccAddresses,
      replyTo: email.ReplyToAddresses,
      subject: Subject.Data,
      text: Body.Text?.Data,
      html: Body.Html?.Data,
      headers: Headers.map(({ Name, Value }) => ({ name: Name, value: Value })),
    });
    if (setName !== undefined) {
      const mail = mailOf(email, {
        messageId: MessageId,
        sourceArn: arn("identity", identity),
        sendingAccountId: cloud.accountId,
        configurationSet: setName,
        now: cloud.clock.now(),
      });
      void destinations.tell(setName, mail, caller);
    }
    return { MessageId };
  };

  return {
    service: "ses",
    operations: { SendEmail: sendEmail } satisfies SesOperations,
    provision: {
      "aws:sesv2/emailIdentity:EmailIdentity": ({ inputs }) => {
        const { emailIdentity: name, configurationSetName } = emailIdentity.parse(inputs);
        addIdentity(name, configurationSetName);
      },
      "aws:ses/emailIdentity:EmailIdentity": ({ inputs }) => addIdentity(mailIdentity.parse(inputs).email),
      "aws:ses/domainIdentity:DomainIdentity": ({ inputs }) =>
        addIdentity(domainIdentity.parse(inputs).domain),
      "aws:ses/configurationSet:ConfigurationSet": ({ inputs }) => {
        const { name, sendingEnabled = true } = olderConfigurationSet.parse(inputs);
        configurationSets.set(name, { sendingEnabled });
      },
      "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": ({ inputs }) =>
        destinations.add(inputs),
      "aws:ses/eventDestination:EventDestination": ({ inputs }) => destinations.addOlder(inputs),
      "aws:sesv2/configurationSet:ConfigurationSet": ({ inputs }) => {
        const { configurationSetName, sendingOptions } = configurationSet.parse(inputs);
        configurationSets.set(configurationSetName, {
          sendingEnabled: sendingOptions?.sendingEnabled ?? true,
        });
      },
    },
    permissions(_operation, input) {
      const { FromEmailAddress, ConfigurationSetName } = parseSendEmail(input);
      const sets = ConfigurationSetName === undefined ? [] : [arn("configuration-set", ConfigurationSetName)];
      return [arn("identity", senderIdentity(FromEmailAddress)), ...sets].map((resource) => ({
        action: "ses:SendEmail",
        resource,
      }));
    },
  };
};
