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
  new aws.cognito.UserGroup("StaffGroup", { name: "staff", userPoolId: userPool.id });
  publishShared("user-pool-id", userPool.id);
  publishShared("user-pool-arn", userPool.arn);
  publishShared("user-pool-client-id", client.id);
  return { userPool, client };
};
