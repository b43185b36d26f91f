import { parseArgs } from "node:util";
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

const help = `Makes somebody staff, who then may use the kitchen.

  node tools/seed-staff.ts [--email <address>] [--password <password>]

  --email <address>      by default staff@sourdough.example
  --password <password>  needed for somebody who has no account yet; in the local cloud it is sourdough1 by default

On AWS run it by "sst shell --stage <stage>". AWS_ENDPOINT_URL points it to the local cloud.`;

const isLocal = process.env.AWS_ENDPOINT_URL?.startsWith("http://127.0.0.1") ?? false;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    email: { type: "string", default: "staff@sourdough.example" },
    password: { type: "string", default: isLocal ? "sourdough1" : undefined },
  },
});

const main = async ({ email, password }: { email: string; password?: string | undefined }) => {
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
};

if (values.help) console.log(help);
else
  await main(values).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
