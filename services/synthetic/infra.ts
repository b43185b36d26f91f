import { region } from "../../infra/account.ts";
import { alarm } from "../../infra/alarm.ts";
import { asyncAlarms, createFunction } from "../../infra/function.ts";
import { isSharedStage } from "../../infra/names.ts";
import { deadLetterQueue } from "../../infra/queue.ts";
import { serviceRole } from "../../infra/role.ts";
import { scheduleGroup } from "../../infra/schedule.ts";
import { shared } from "../../infra/shared.ts";

/** Nobody's mailbox: RFC 2606 keeps `example` for what must not exist. */
const email = "synthetic-customer@sourdough.example";

/**
 * A customer who orders a test loaf every five minutes on the stages that people rely on, and gives it back: whether the
 * bakery works is known before somebody is hungry. Elsewhere it is there, and asleep.
 */
export const synthetic = () => {
  const password = new sst.Secret("SyntheticPassword", isSharedStage() ? undefined : "flour+water+salt1");
  const userPoolId = shared("user-pool-id");
  new aws.cognito.User("SyntheticCustomer", {
    userPoolId,
    username: email,
    password: password.value,
    messageAction: "SUPPRESS",
    attributes: { email, email_verified: "true" },
  });
  const shopped = new sst.Linkable("Shopped", {
    properties: {
      apiUrl: shared("api-url"),
      realtimeUrl: $interpolate`https://${shared("realtime-http-host")}/event`,
      region: region(),
      userPoolId,
      userPoolClientId: shared("user-pool-client-id"),
      email,
    },
  });
  const given = deadLetterQueue("PlaceTestOrderDeadLetterQueue");
  // It does what a customer can do, by the way a customer takes: of the bakery's own it may touch nothing.
  const placeTestOrder = createFunction("PlaceTestOrder", {
    handler: "services/synthetic/src/handlers/place-test-order.task.handler",
    timeout: "60 seconds",
    link: [shopped, password],
    permissions: [{ actions: ["sqs:SendMessage"], resources: [given.arn] }],
  });
  asyncAlarms("PlaceTestOrder", placeTestOrder);

  new aws.lambda.FunctionEventInvokeConfig("PlaceTestOrderEventInvokeConfig", {
    functionName: placeTestOrder.name,
    qualifier: placeTestOrder.alias.name,
    // The next one comes in five minutes, and says more than this one late.
    maximumRetryAttempts: 0,
    destinationConfig: { onFailure: { destination: given.arn } },
  });
  new aws.scheduler.Schedule("PlaceTestOrderSchedule", {
    name: "every-five-minutes",
    groupName: scheduleGroup("Synthetic", "synthetic").name,
    scheduleExpression: "rate(5 minutes)",
    state: isSharedStage() ? "ENABLED" : "DISABLED",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: placeTestOrder.arn,
      roleArn: serviceRole("PlaceTestOrderSchedule", "scheduler.amazonaws.com", [
        placeTestOrder.invoking,
        { actions: ["sqs:SendMessage"], resources: [given.arn] },
      ]).arn,
      input: "{}",
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
      deadLetterConfig: { arn: given.arn },
    },
  });
  if (isSharedStage())
    for (const kind of ["journeys-missing", "journeys-slow"] as const)
      alarm(kind, "SyntheticCustomer", { dimensions: { service: "PlaceTestOrder" } });
  return { syntheticCustomer: placeTestOrder.name };
};
