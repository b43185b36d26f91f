import { AnswerDisputeBody, toDraft4 } from "@sourdough/events-schema/http";
import { alarm } from "../../infra/alarm.ts";
import type { DirectRoute } from "../../infra/api.ts";
import { durableFunction } from "../../infra/durable-function.ts";
import type { Grant } from "../../infra/role.ts";
import { stateMachine } from "../../infra/state-machine.ts";
import * as answering from "./src/routes/answer-dispute.ts";
import { disputesFound, disputesRefused, listDisputes } from "./src/routes/list-disputes.ts";
import { unavailable } from "./src/routes/problems.ts";
import { answerDispute } from "./src/workflows/answer-dispute.ts";

interface Parts {
  paymentsTable: sst.aws.Dynamo;
  /** What a function needs that calls the provider. */
  callsProvider: Pick<sst.aws.FunctionArgs, "nodejs" | "link" | "concurrency">;
}

/** What a dispute needs: the durable function that resolves it, and how staff see and answer it. */
export const disputes = ({ paymentsTable, callsProvider }: Parts) => {
  const { nodejs, link, concurrency } = callsProvider;
  const resolveDispute = durableFunction("ResolveDispute", {
    handler: "services/payments/src/handlers/resolve-dispute.durable.handler",
    // Two requests to the provider of four seconds each, and the table.
    timeoutSeconds: 30,
    whenFailed: "Nobody answers the dispute any more: the bank decides without us.",
    // Seven days for staff, and what a bank takes.
    executionTimeout: "180 days",
    nodejs,
    link,
    concurrency,
    permissions: [
      {
        actions: ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        resources: [paymentsTable.arn],
      },
    ],
  });
  alarm("disputes-waiting", "Office", { dimensions: { service: "ResolveDispute" } });

  const answerDisputeMachine = stateMachine("AnswerDispute", {
    type: "EXPRESS",
    definition: answerDispute<$util.Input<string>>({ table: paymentsTable.name }),
    grants: [
      {
        actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        resources: [paymentsTable.arn],
      },
      resolveDispute.answering,
    ],
  });
  const routes: DirectRoute[] = [
    {
      route: "GET /office/disputes",
      signedIn: true,
      action: "dynamodb:action/Query",
      request: paymentsTable.name.apply(listDisputes),
      responses: [
        { status: "200", when: "200", template: disputesFound },
        { status: "400", when: "400", template: disputesRefused },
        { status: "503", template: unavailable },
      ],
    },
    {
      route: "POST /office/disputes/{disputeId}/answer",
      signedIn: true,
      body: { name: "AnswerDispute", schema: toDraft4(AnswerDisputeBody) },
      action: "states:action/StartSyncExecution",
      request: answerDisputeMachine.arn.apply(answering.answerDispute),
      responses: [
        { status: "200", when: "200", template: answering.disputeAnswered },
        { status: "400", when: "400", template: answering.disputeNotAnswered },
        { status: "503", template: unavailable },
      ],
    },
  ];
  const grants: Grant[] = [
    { actions: ["dynamodb:Query"], resources: [$interpolate`${paymentsTable.arn}/index/office`] },
    answerDisputeMachine.startingSync,
  ];
  return { resolveDispute, routes, grants };
};
