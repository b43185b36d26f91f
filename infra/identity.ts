import { publishShared } from "./shared.ts";

/** Who customers and staff are. The e-mail address is the user name; staff are in the group `staff`. */
export const createIdentity = () => {
  const userPool = new sst.aws.CognitoUserPool("Customers", {
    usernames: ["email"],
    transform: {
      userPool: {
        passwordPolicy: {
          minimumLength: 8,
          requireLowercase: true,
          requireUppercase: false,
          requireNumbers: true,
          requireSymbols: false,
          temporaryPasswordValidityDays: 7,
        },
      },
    },
  });
  const client = userPool.addClient("WebClient", {
    transform: {
      client: {
        explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
        preventUserExistenceErrors: "ENABLED",
      },
    },
  });
  const staff = new aws.cognito.UserGroup("StaffGroup", { name: "staff", userPoolId: userPool.id });
  if ($app.stage === "local") createLocalStaff(userPool, staff);
  publishShared("user-pool-id", userPool.id);
  publishShared("user-pool-arn", userPool.arn);
  publishShared("user-pool-client-id", client.id);
  return { userPool, client };
};

/** On a laptop somebody is staff from the start; elsewhere `tools/seed-staff.ts` makes somebody staff. */
const createLocalStaff = (userPool: sst.aws.CognitoUserPool, staff: aws.cognito.UserGroup) => {
  const member = new aws.cognito.User("LocalStaff", {
    userPoolId: userPool.id,
    username: "staff@sourdough.example",
    password: "sourdough1",
    messageAction: "SUPPRESS",
    attributes: { email: "staff@sourdough.example", email_verified: "true" },
  });
  new aws.cognito.UserInGroup("LocalStaffMembership", {
    userPoolId: userPool.id,
    groupName: staff.name,
    username: member.username,
  });
};
