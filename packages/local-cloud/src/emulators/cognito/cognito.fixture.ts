import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import type { MailboxEntry } from "../../third-parties/mailbox/index.ts";
import { createMailbox } from "../../third-parties/mailbox/index.ts";
import { createCognitoEmulator } from "./emulator.ts";

export const PASSWORD = "Sourdough-1";

/** User pools behind a gateway, an SDK client for them, and the mailbox that their codes go to. */
export const startUserPools = async () => {
  const world = await startTestGateway();
  const { cloud } = world;
  const mailbox = createMailbox(cloud);
  cloud.offer("mailbox", mailbox);
  const emulator = createCognitoEmulator(cloud);
  cloud.add(emulator);
  const cognito = new CognitoIdentityProviderClient({
    region: cloud.region,
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const make = (type: string, name: string, inputs: Record<string, unknown>) =>
    provision(cloud, emulator, `aws:cognito/${type}`, name, inputs);

  return {
    cloud,
    cognito,
    mailbox,
    make,
    /** A pool and an app client of it. */
    async pool(name: string, pool: object = {}, client: object = {}) {
      const { id: UserPoolId = "" } = await make("userPool:UserPool", name, { ...pool });
      const { id: ClientId = "", clientSecret = "" } = await make(
        "userPoolClient:UserPoolClient",
        `${name}Client`,
        {
          userPoolId: UserPoolId,
          explicitAuthFlows: [
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_CUSTOM_AUTH",
          ],
          ...client,
        },
      );
      return { UserPoolId, ClientId, clientSecret };
    },
    /** A user with a password and attributes. */
    user: (userPoolId: string, username: string, attributes: Record<string, string> = {}) =>
      make("user:User", `${userPoolId} ${username}`, {
        userPoolId,
        username,
        password: PASSWORD,
        attributes,
      }),
    /** The code in the newest message to an address or number. */
    codeTo(to: string): string {
      const entry = mailbox.list().findLast((each) => addressees(each).includes(to));
      const [code] = /\b\d{6}\b/.exec((entry && textOf(entry)) ?? "") ?? [];
      if (code === undefined) throw new Error(`No code went to ${to}.`);
      return code;
    },
    async stop() {
      cognito.destroy();
      await world.stop();
    },
  };
};

const addressees = (entry: MailboxEntry) => [entry.to].flat();
const textOf = (entry: MailboxEntry) => (entry.kind === "email" ? entry.html : entry.body);
