import type { ServiceDescription } from "../../core/service.ts";
import { budgetTypes, costExplorerTypes } from "./resources.ts";

export const budgets: ServiceDescription = {
  name: "budgets",
  title: "Budgets",
  resourceTypes: budgetTypes,
};

export const costExplorer: ServiceDescription = {
  name: "ce",
  title: "Cost Explorer",
  resourceTypes: costExplorerTypes,
};
