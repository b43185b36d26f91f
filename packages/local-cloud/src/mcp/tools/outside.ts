import { z } from "zod";
import { fitting, pageBefore, pageFrom } from "../page.ts";
import { cursor, name, tool } from "../tool.ts";

const PAGE = 50;
const MOST_MAILS = "1000";

export const outsideTools = [
  tool({
    name: "list_executions",
    title: "Executions",
    description: "Executions of state machines and durable functions, newest first.",
    input: z.strictObject({
      status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "STOPPED"]).optional(),
      cursor,
    }),
    run: async ({ console: api }, { status, cursor: before }) => {
      const { executions } = await api.get("/api/executions", {
        query: { limit: String(PAGE), before, status },
      });
      return pageBefore(executions, ({ startedAt }) => startedAt, executions.length < PAGE);
    },
  }),
  tool({
    name: "get_execution",
    title: "One execution",
    description:
      "An execution with its input, output and error, and each state it entered: how that ended, how often it was tried, what went in and came out.",
    input: z.strictObject({ id: name.describe("id of list_executions"), cursor }),
    run: async ({ console: api }, { id, cursor: from }) => {
      const {
        states,
        mapRuns,
        definition: _,
        ...execution
      } = await api.get("/api/executions/{id}", {
        params: { id },
      });
      return { execution: fitting(execution), mapRuns: fitting(mapRuns), ...pageFrom(states, from) };
    },
  }),
  tool({
    name: "list_event_types",
    title: "Event types and contracts",
    description:
      "Event types: first those the app has contracts for (description, version, source, personal fields, examples of the detail, rules that match), then those seen on a bus without one, with the last detail.",
    input: z.strictObject({ detailType: name.optional().describe("of this type alone"), cursor }),
    run: async ({ console: api }, { detailType, cursor: from }) => {
      const { buses, contracts, seen } = await api.get("/api/events");
      const hasContract = (one: { source: string; detailType: string }) =>
        contracts.some(
          (contract) => contract.source === one.source && contract.detailType === one.detailType,
        );
      const types = [
        ...contracts.map((contract) => ({ contract: true, ...contract })),
        ...seen.filter((one) => !hasContract(one)).map((one) => ({ contract: false, ...one })),
      ];
      const wanted = types.filter((one) => detailType === undefined || one.detailType === detailType);
      return { buses: buses.map((bus) => bus.name), ...pageFrom(wanted, from) };
    },
  }),
  tool({
    name: "list_mails",
    title: "E-mails and text messages",
    description: "What the app sent to people, newest first.",
    input: z.strictObject({ cursor }),
    run: async ({ console: api }, { cursor: from }) =>
      pageFrom((await api.get("/api/mailbox", { query: { limit: MOST_MAILS } })).mails, from),
  }),
  tool({
    name: "get_mail",
    title: "One e-mail or text message",
    description: "The whole text of one.",
    input: z.strictObject({ id: name.describe("id of list_mails") }),
    run: async ({ console: api }, { id }) => fitting(await api.get("/api/mailbox/{id}", { params: { id } })),
  }),
];
