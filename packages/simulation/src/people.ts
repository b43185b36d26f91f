import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
  UsernameExistsException,
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

const subjectOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { sub: string }).sub;

export const signIn = async (app: SimulatedApp, name: string, group?: string): Promise<Person> => {
  const { ordersApiUrl, userPoolId, userPoolClientId } = app.graph.outputs as Record<string, string>;
  const cognito = new CognitoIdentityProviderClient({
    endpoint: app.cloud.endpoint,
    region: app.cloud.region,
    credentials: { accessKeyId: "person", secretAccessKey: "person" },
  });
  const email = `${name}@example.com`;
  const signUp = async () => {
    const attributes = [{ Name: "email", Value: email }];
    const user = { Username: email, Password: password, UserAttributes: attributes };
    try {
      await cognito.send(new SignUpCommand({ ClientId: userPoolClientId, ...user }));
    } catch (error) {
      // The answer to the first try got lost, and the SDK sent it again.
      if (!(error instanceof UsernameExistsException)) throw error;
    }
  };
  await persistently(signUp);
  if (group) {
    const membership = { UserPoolId: userPoolId, Username: email, GroupName: group };
    await persistently(() => cognito.send(new AdminAddUserToGroupCommand(membership)));
  }
  const { AuthenticationResult } = await persistently(() =>
    cognito.send(
      new InitiateAuthCommand({
        ClientId: userPoolClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    ),
  );
  cognito.destroy();
  const token = AuthenticationResult!.IdToken!;
  const headers = { authorization: token, "content-type": "application/json" };
  return {
    customerId: subjectOf(token),
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
