import { createAmplifyContext } from "aws-amplify";
import { createUserPoolsTokenProvider } from "aws-amplify/adapter-core";
import { confirmSignUp, signIn, signOut, signUp } from "aws-amplify/auth";
import { ConsoleLogger, defaultStorage, Hub } from "aws-amplify/utils";
import { createCustomerChannel } from "./customer-channel.ts";
import type { StatusChannel } from "./follow-order.ts";
import { memoryStorage } from "./memory-storage.ts";
import type { OrderClientOptions } from "./options.ts";
import { accountGone, OrderError } from "./order-error.ts";
import { isUnknownSession, sessionError } from "./session-errors.ts";

/** Who is signed in. */
export interface Customer {
  customerId: string;
  email: string;
  /** User pool groups, such as `staff`. */
  groups: readonly string[];
  /** When the token ends, in seconds since the epoch; asking again renews it. */
  until: number;
}

export interface Credentials {
  email: string;
  password: string;
}

export type AmplifyContext = ReturnType<typeof createAmplifyContext>;
export type Session = ReturnType<typeof createSession>;

/** A context of its own for each client, so that one process can hold several customers. */
export const createSession = (options: OrderClientOptions) => {
  const context = createContext(options);
  let channel: { customerId: string; channel: StatusChannel } | undefined;

  /** The last session is of an account that is not there any more. */
  let isGone = false;

  const claims = async (renew = false) => {
    // Amplify keeps to itself why a session could not be renewed, and says so only to its Hub.
    const stopListening = Hub.listen("auth", ({ payload }) => {
      if (payload.event === "tokenRefresh_failure") isGone ||= isUnknownSession(payload.data?.error);
    });
    try {
      const { tokens } = await context.fetchAuthSession({ forceRefresh: renew });
      return tokens?.idToken;
    } catch (error) {
      const failure = sessionError(error);
      // Cognito answers NotAuthorizedException for a refresh token that was revoked or has expired.
      if (failure.code === "wrong_password") return undefined;
      throw failure;
    } finally {
      stopListening();
    }
  };
  const idToken = async (renew = false) => {
    const found = await claims(renew);
    if (found || !isGone) return found;
    options.onAccountGone?.();
    throw accountGone();
  };

  const customer = async (): Promise<Customer | undefined> => {
    const payload = (await idToken())?.payload;
    if (!payload?.sub) return undefined;
    const groups = payload["cognito:groups"];
    return {
      customerId: payload.sub,
      email: String(payload.email ?? ""),
      groups: Array.isArray(groups) ? groups.map(String) : [],
      until: payload.exp ?? 0,
    };
  };

  const attempt = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw sessionError(error);
    }
  };

  return {
    context,
    customer,
    /** All orders of the customer who is signed in; one for all who listen. */
    channel: ({ customerId }: Customer): StatusChannel => {
      if (channel?.customerId !== customerId)
        channel = { customerId, channel: createCustomerChannel(context, customerId) };
      return channel.channel;
    },
    idToken: async (renew: boolean) => (await idToken(renew))?.toString(),

    signUp: ({ email, password }: Credentials) =>
      attempt(async () => {
        const userAttributes = { email };
        const { isSignUpComplete } = await signUp(context, {
          username: email,
          password,
          options: { userAttributes },
        });
        return { confirmed: isSignUpComplete };
      }),

    confirmSignUp: (email: string, code: string) =>
      attempt(async () => {
        await confirmSignUp(context, { username: email, confirmationCode: code });
      }),

    signIn: ({ email, password }: Credentials) =>
      attempt(async () => {
        if (await claims()) await signOut(context);
        isGone = false;
        const { isSignedIn, nextStep } = await signIn(context, {
          username: email,
          password,
          options: { authFlowType: "USER_PASSWORD_AUTH" },
        });
        if (nextStep.signInStep === "CONFIRM_SIGN_UP")
          throw Object.assign(new Error(), { name: "UserNotConfirmedException" });
        const signedIn = isSignedIn ? await customer() : undefined;
        if (!signedIn)
          throw new OrderError(
            "forbidden",
            400,
            `This account needs another step that the shop does not have: ${nextStep.signInStep}.`,
          );
        return signedIn;
      }),

    signOut: () => attempt(() => signOut(context)),
  };
};

const createContext = ({
  realtimeUrl,
  region,
  userPoolId,
  userPoolClientId,
  userPoolEndpoint,
  storage = storageHere(),
}: OrderClientOptions) => {
  const Auth = { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } };
  // Amplify turns http:// and https:// into wss://; only a scheme it does not recognize stays without TLS.
  const endpoint = realtimeUrl.replace(/^http:/, "HTTP:");
  const tokenProvider = createUserPoolsTokenProvider(Auth, storage);
  return withoutWarnings(() =>
    createAmplifyContext(
      { Auth, API: { Events: { endpoint, region, defaultAuthMode: "userPool" } } },
      { Auth: { tokenProvider } },
    ),
  );
};

// Amplify warns of every endpoint it is given, its own default included; ours come from the deployment.
const withoutWarnings = <T>(run: () => T): T => {
  const level = ConsoleLogger.LOG_LEVEL;
  ConsoleLogger.LOG_LEVEL = "ERROR";
  try {
    return run();
  } finally {
    ConsoleLogger.LOG_LEVEL = level;
  }
};

// Amplify's default outside browsers is one memory for the whole process: the second customer would replace the first.
const storageHere = () => ("document" in globalThis ? defaultStorage : memoryStorage());
