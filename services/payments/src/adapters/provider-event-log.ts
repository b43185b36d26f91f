import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { byKey } from "@sourdough/lambda-kit/dynamodb";
import type { ProviderEventLog } from "../use-cases/ports.ts";
import { paymentsTable } from "./payments-table.ts";

const keptSeconds = 30 * 24 * 3600;

export const providerEventLog = (client: DynamoDBDocumentClient, table: string): ProviderEventLog => {
  const { providerEvent } = paymentsTable({ client, table }).entities;
  return {
    isHandled: async (providerEventId) => {
      const { data } = await providerEvent.get({ providerEventId }).go({ consistent: true, ...byKey });
      return data !== null;
    },
    noteHandled: async (providerEventId, at) => {
      const ttl = Math.floor(at.getTime() / 1000) + keptSeconds;
      await providerEvent.put({ providerEventId, handledAt: at.toISOString(), ttl }).go();
    },
  };
};
