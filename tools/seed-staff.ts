import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from "@aws-sdk/client-cognito-identity-provider";
import { Resource } from "sst/resource";
import * as z from "zod";
import { runCommand } from "./command.ts";

const usage = `Usage: node tools/seed-staff.ts [options]

Makes somebody staff, who then may use the kitchen and the office.

  --email <address>      by default staff@sourdough.example
  --password <password>  needed for somebody who has no account yet; in the local cloud it is sourdough1 by default
  --help                 this text

On AWS run it by "sst shell --stage <stage>". AWS_ENDPOINT_URL points it to the local cloud.`;

const isLocal = process.env.AWS_ENDPOINT_URL?.startsWith("http://127.0.0.1") ?? false;

const options = {
  email: { type: "string", default: "staff@sourdough.example" },
  password: { type: "string", default: isLocal ? "sourdough1" : undefined },
  help: { type: "boolean" },
} as const;

await runCommand(usage, options, async ({ email, password }) => {
  const { Customers } = z.object({ Customers: z.object({ id: z.string() }) }).parse(Resource);
  const user = { UserPoolId: Customers.id, Username: email };
  const cognito = new CognitoIdentityProviderClient({});

  const hasAccount = await cognito.send(new AdminGetUserCommand(user)).then(
    () => true,
    (error: unknown) => {
      if (error instanceof UserNotFoundException) return false;
      throw error;
    },
  );
  if (!hasAccount) {
    if (!password) throw new Error(`${email} has no account yet: give it one with --password.`);
    await cognito.send(
      new AdminCreateUserCommand({
        ...user,
        MessageAction: "SUPPRESS",
        UserAttributes: [
          { Name: "email", Value: email },
          { Name: "email_verified", Value: "true" },
        ],
      }),
    );
  }
  if (password)
    await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: "staff" }));
  console.log(`${email} is staff.`);
  return 0;
});
