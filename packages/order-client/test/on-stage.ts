import { readFileSync } from "node:fs";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { createOrderClient, type OrderClient } from "../src/index.ts";

/** The deployed stage that `*.aws.test.ts` talk to. Without one there is nothing to talk to, and they are skipped. */
export const stage = process.env.SOURDOUGH_STAGE;

/** For the title of a suite: the stage, or how to name one. */
export const stageName = stage ?? "(none: set SOURDOUGH_STAGE)";

/** Written by `sst deploy`: what the stage's config returned. */
interface StageOutputs {
  apiUrl: string;
  realtimeHttpUrl: string;
  userPoolId: string;
  userPoolClientId: string;
}

/** Somebody new on the stage, signed in. `leave` removes them. */
export interface StageUser {
  readonly client: OrderClient;
  leave(): Promise<unknown>;
}

export const signUpOnStage = async (name: string, group?: "staff"): Promise<StageUser> => {
  const outputs = JSON.parse(readFileSync(".sst/outputs.json", "utf8")) as StageOutputs;
  const region = outputs.userPoolId.split("_")[0]!;
  const identity = new CognitoIdentityProviderClient({ region });
  const user = { UserPoolId: outputs.userPoolId, Username: `${name}-${Date.now()}@example.com` };
  const password = `Sourdough-${crypto.randomUUID()}`;
  await identity.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
  const leave = () => identity.send(new AdminDeleteUserCommand(user));
  try {
    await identity.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
    if (group) await identity.send(new AdminAddUserToGroupCommand({ ...user, GroupName: group }));
    const client = createOrderClient({
      apiUrl: outputs.apiUrl,
      realtimeUrl: outputs.realtimeHttpUrl,
      region,
      userPoolId: outputs.userPoolId,
      userPoolClientId: outputs.userPoolClientId,
    });
    await client.signIn({ email: user.Username, password });
    return { client, leave };
  } catch (error) {
    await leave();
    throw error;
  }
};
