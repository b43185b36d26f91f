import type { ServiceDescription } from "../../core/service.ts";
import { at } from "../../core/values.ts";
import { measureSends } from "./metrics.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "ses",
  title: "SES v2",
  publishes: ["aws.ses"],
  resourceTypes,
  place({ input }, { ofKind }) {
    const from = String(at(input, "FromEmailAddress") ?? "");
    const identities = ofKind("email");
    return identities.find(({ name, arn }) => from.includes(arn?.split("/").at(-1) ?? name)) ?? identities[0];
  },
  measures: measureSends,
  task: ["email", "flow"],
  changes: "mailbox",
  wire: { aliases: ["email"], rest: { SendEmail: "POST /v2/email/outbound-emails" } },
  sdk: { name: "sesv2", prefix: "SesV2" },
  map: { "aws:sesv2/emailIdentity:EmailIdentity": { node: "email" } },
  load: async () => (await import("./emulator.ts")).createSesEmulator,
};
