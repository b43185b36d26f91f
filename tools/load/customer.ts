import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";

export interface UserPool {
  readonly userPoolId: string;
  readonly userPoolClientId: string;
}

/** A customer made for a load test, signed in. `leave` removes them. */
export const signInForLoad = async (
  { userPoolId: UserPoolId, userPoolClientId: ClientId }: UserPool,
  endpoint?: string,
): Promise<{ token: string; leave: () => Promise<unknown> }> => {
  const region = UserPoolId.split("_")[0]!;
  const local = { endpoint, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  const identity = new CognitoIdentityProviderClient({ region, ...(endpoint !== undefined && local) });
  const user = { UserPoolId, Username: `load-${Date.now()}@example.com` };
  const password = `Sourdough-${crypto.randomUUID()}`;
  await identity.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
  const leave = () => identity.send(new AdminDeleteUserCommand(user));
  try {
    await identity.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
    const { AuthenticationResult } = await identity.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: user.Username, PASSWORD: password },
      }),
    );
    return { token: AuthenticationResult!.IdToken!, leave };
  } catch (error) {
    await leave();
    throw error;
  }
};
