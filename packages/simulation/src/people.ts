import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { SimulatedApp } from "sourdough-local/simulation";

/** Somebody who signed in and asks the API for something, again where the answer does not come. */
export interface Person {
  readonly customerId: string;
  /** Answers with the status, and with the body where it is JSON. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

const password = "flour+water+salt1";
const MOST_TRIES = 8;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Tries until it works, waiting longer each time, as a browser's page does. */
export const persistently = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++)
    try {
      return await work();
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      await pause(200 * 2 ** tries);
    }
};

export const signIn = async (app: SimulatedApp, name: string, group?: string): Promise<Person> => {
  const { ordersApiUrl, userPoolId, userPoolClientId } = app.graph.outputs as Record<string, string>;
  const cognito = new CognitoIdentityProviderClient({
    endpoint: app.cloud.endpoint,
    region: app.cloud.region,
    credentials: { accessKeyId: "person", secretAccessKey: "person" },
  });
  const email = `${name}@example.com`;
  const { UserSub: customerId = "" } = await cognito.send(
    new SignUpCommand({
      ClientId: userPoolClientId,
      Username: email,
      Password: password,
      UserAttributes: [{ Name: "email", Value: email }],
    }),
  );
  if (group)
    await cognito.send(
      new AdminAddUserToGroupCommand({ UserPoolId: userPoolId, Username: email, GroupName: group }),
    );
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: userPoolClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );
  cognito.destroy();
  const headers = { authorization: AuthenticationResult!.IdToken!, "content-type": "application/json" };
  return {
    customerId,
    ask: (method, path, body) =>
      persistently(async () => {
        const answer = await fetch(`${ordersApiUrl}${path}`, {
          method,
          headers,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        if (answer.status >= 500) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
        return { status: answer.status, body: text ? JSON.parse(text) : undefined };
      }),
  };
};
