import { expect, test } from "vitest";
import type { Caller } from "../../core/cloud.ts";
import { boot, type Declared, resourceOf } from "../../testing/boot.ts";
import type { TestCloud } from "../../testing/fake-cloud.ts";
import { createLives, keptNow } from "../../testing/restart.ts";
import { createMailbox } from "../../third-parties/mailbox/index.ts";
import type {} from "./api.ts";
import { PASSWORD } from "./cognito.fixture.ts";
import { createCognitoEmulator } from "./emulator.ts";

const root: Caller = { principal: { kind: "root" }, causes: [] };
const Pool = "aws:cognito/userPool:UserPool";

const start = async (cloud: TestCloud, ...users: Record<string, unknown>[]) => {
  const pool: Declared = [Pool, { name: "customers" }];
  const UserPoolId = resourceOf(cloud, pool).id;
  const client: Declared = [
    "aws:cognito/userPoolClient:UserPoolClient",
    {
      name: "web",
      userPoolId: UserPoolId,
      explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    },
  ];
  const ClientId = resourceOf(cloud, client).id;
  const declared = users.map(
    (user): Declared => ["aws:cognito/user:User", { userPoolId: UserPoolId, password: PASSWORD, ...user }],
  );
  cloud.offer("mailbox", createMailbox(cloud));
  await boot(cloud, createCognitoEmulator, [pool, client, ...declared]);
  const call = <Output>(operation: string, input: object): Promise<Output> =>
    cloud.dispatch("cognito-idp", operation, input, root) as Promise<Output>;
  const signIn = (AuthFlow: string, AuthParameters: Record<string, string>) =>
    call<{ AuthenticationResult: { AccessToken: string; RefreshToken: string } }>("InitiateAuth", {
      ClientId,
      AuthFlow,
      AuthParameters,
    });
  const byPassword = (USERNAME: string, password = PASSWORD) =>
    signIn("USER_PASSWORD_AUTH", { USERNAME, PASSWORD: password });
  return { call, signIn, byPassword, UserPoolId, ClientId };
};

test("keeps users, groups and sign-ins, and who signed out", async () => {
  const live = createLives();
  const before = await start(await live());
  const ofAnn = { UserPoolId: before.UserPoolId, Username: "ann" };
  await before.call("AdminCreateUser", { ...ofAnn, MessageAction: "SUPPRESS" });
  await before.call("AdminSetUserPassword", { ...ofAnn, Password: PASSWORD, Permanent: true });
  await before.call("CreateGroup", { UserPoolId: before.UserPoolId, GroupName: "office" });
  await before.call("AdminAddUserToGroup", { ...ofAnn, GroupName: "office" });
  const { AuthenticationResult: kept } = await before.byPassword("ann");
  const { AuthenticationResult: ended } = await before.byPassword("ann");
  await before.call("RevokeToken", { ClientId: before.ClientId, Token: ended.RefreshToken });
  const user = await before.call("AdminGetUser", ofAnn);
  const pool = await before.call<{ UserPool: object }>("DescribeUserPool", { UserPoolId: before.UserPoolId });

  const after = await start(await live());
  expect(await after.call("AdminGetUser", ofAnn)).toEqual(user);
  expect(await after.call("AdminListGroupsForUser", ofAnn)).toMatchObject({
    Groups: [{ GroupName: "office" }],
  });
  const { UserPool } = await after.call<{ UserPool: { CreationDate: Date } }>("DescribeUserPool", {
    UserPoolId: after.UserPoolId,
  });
  expect(UserPool.CreationDate).toEqual((pool.UserPool as typeof UserPool).CreationDate);
  const byToken = ({ RefreshToken }: typeof kept) =>
    after.signIn("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: RefreshToken });
  await expect(byToken(kept)).resolves.toHaveProperty("AuthenticationResult");
  await expect(byToken(ended)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  await expect(after.byPassword("ann")).resolves.toHaveProperty("AuthenticationResult");
});

test("leaves users of the config as a run changed them, until the config says another", async () => {
  const live = createLives();
  const both = [{ username: "ann" }, { username: "bob" }];
  const before = await start(await live(), ...both);
  const changed = `${PASSWORD}!`;
  const { UserPoolId } = before;
  await before.call("AdminSetUserPassword", {
    UserPoolId,
    Username: "ann",
    Password: changed,
    Permanent: true,
  });
  await before.call("AdminDeleteUser", { UserPoolId, Username: "bob" });

  const same = await start(await live(), ...both);
  await expect(same.byPassword("ann", changed)).resolves.toHaveProperty("AuthenticationResult");
  await expect(same.call("AdminGetUser", { UserPoolId, Username: "bob" })).rejects.toMatchObject({
    code: "UserNotFoundException",
  });
  const other = await start(await live(), { username: "ann", attributes: { email: "ann@example.com" } });
  await expect(other.byPassword("ann")).resolves.toHaveProperty("AuthenticationResult");
});

test("says whom it lets go of with a pool", async () => {
  const live = createLives();
  await start(await live(), { username: "ann" });
  const cloud = await live();
  cloud.offer("mailbox", createMailbox(cloud));
  await boot(cloud, createCognitoEmulator);
  expect(cloud.state.dropped).toEqual([
    expect.stringMatching(/^user pool \S+ with 1 users: the config has it no longer$/),
  ]);
});

test("forgets sign-ins that are over within an hour", async () => {
  const cloud = await createLives()();
  const { byPassword } = await start(cloud, { username: "ann" });
  await byPassword("ann");
  expect(await keptNow(cloud, "cognito/refresh-tokens")).toHaveLength(1);
  cloud.clock.advance((30 * 24 + 1) * 3_600_000);
  expect(await keptNow(cloud, "cognito/refresh-tokens")).toEqual([]);
});
