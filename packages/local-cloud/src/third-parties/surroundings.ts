import type { Cloud } from "../core/cloud.ts";
import type { WebhookSender } from "./webhooks.ts";

/** What a stand-in learns of the app when everything is up. */
export interface Surroundings {
  readonly webhooks: WebhookSender;
  /** `{apiUrl}/hooks` with an output of the config in place of its name; throws when there is none of the name. */
  fill(template: string): string;
  /** The value of an `sst.Secret`; throws when there is none of the name. */
  secret(name: string): string;
}

/** The app as the stand-in for `thirdParty` sees it. */
export const surroundingsOf = (
  cloud: Cloud,
  thirdParty: string,
  outputs: Readonly<Record<string, unknown>>,
): Surroundings => ({
  webhooks: {
    plan: (url, payload) =>
      cloud.faults.delivery({ service: "third-parties", from: thirdParty, to: url, payload }),
    async send(request, payload, attempt) {
      const hop = cloud.journal.record({
        service: "third-parties",
        action: "SendWebhook",
        resource: request.url,
        source: thirdParty,
        attempt,
        input: payload,
      });
      try {
        const response = await cloud.fetch(request, { principal: { kind: "root" }, causes: [hop.id] });
        cloud.journal.finish(hop, { output: { status: response.status } });
        return response;
      } catch (error) {
        cloud.journal.finish(hop, { error });
        throw error;
      }
    },
  },
  fill: (template) =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
      if (typeof value === "string") return value;
      throw new Error(
        `the config returns no ${name}, which ${template} names; it returns ${Object.keys(outputs).join(", ")}`,
      );
    }),
  secret(name) {
    const value = cloud.graph.links[name]?.value;
    if (typeof value === "string") return value;
    throw new Error(`the config has no sst.Secret named ${name} that anything is linked to`);
  },
});
