import type {
  AnswerDisputeBody,
  DemandView,
  ImportOffer,
  ImportProblem,
  ImportProblemsOffer,
  ImportProblemsView,
  OfficeMessage,
  OfficeTopic,
} from "@sourdough/events-schema/http";
import { demandSince } from "./demand.ts";
import { type FollowOptions, follow, type StatusListener } from "./follow.ts";
import { createFollowedList } from "./followed-list.ts";
import type { Request, RequestOptions } from "./http.ts";
import { createLiveChannel } from "./live-channel.ts";
import { isTransient, OrderError } from "./order-error.ts";
import type { AmplifyContext } from "./session.ts";
import { type SendForm, uploadForm } from "./upload.ts";

type Abortable = Pick<RequestOptions, "signal">;

/** What the office looks after, for staff. Methods throw `OrderError`, with `forbidden` for anybody else. */
export interface Office {
  /** A topic's list, again with each change, over dropped connections too, until `signal` aborts. */
  watch<List>(topic: OfficeTopic, options?: FollowOptions): AsyncGenerator<List, void, undefined>;
  /**
   * What is looked at and put into baskets at a store, by the minute, of the last `hours`: again with each minute that
   * was counted, until `signal` aborts. A minute is there once.
   */
  watchDemand(
    storeId: string,
    options?: FollowOptions & { hours?: number },
  ): AsyncGenerator<DemandView, void, undefined>;
  /** Uploads a menu as CSV; what becomes of it, the list of imports tells, a moment later. */
  importMenu(file: Blob, fileName: string, send?: SendForm): Promise<{ importId: string }>;
  /** The first hundred, of an import that is over. */
  importProblems(importId: string, options?: Abortable): Promise<ImportProblem[]>;
  /** Where all of them are as CSV, for five minutes. */
  importProblemsFile(importId: string): Promise<string>;
  /** Said once: `conflict` when it was answered otherwise before. */
  answerDispute(disputeId: string, answer: AnswerDisputeBody): Promise<void>;
}

/** Every topic has its list: an API that does not know it is being deployed or started. */
const mayPass = (error: unknown) =>
  isTransient(error) || (error instanceof OrderError && error.code === "not_found");

const isOfficeMessage = (event: unknown): event is OfficeMessage => {
  const { topic, id } = (event ?? {}) as Partial<Record<string, unknown>>;
  return typeof topic === "string" && typeof id === "string";
};

/** A list that is looked at again whenever a message on the topic's channel is `about` it. */
const watch = <List>(
  context: AmplifyContext,
  topic: OfficeTopic,
  options: FollowOptions,
  { snapshot, about }: { snapshot(): Promise<List>; about?(message: OfficeMessage): boolean },
) => {
  const listen = (listener: StatusListener<OfficeMessage>) => {
    const channel = createLiveChannel(context, `/office/${topic}`, {
      onEvent: (event) => isOfficeMessage(event) && (about?.(event) ?? true) && listener.onMessage(event),
      onLive: listener.onConnection,
    });
    channel.open();
    return channel.close;
  };
  return follow({ listen, snapshot, mayPass }, createFollowedList<List>(), options);
};

export const createOffice = (request: Request, context: AmplifyContext): Office => ({
  watch: <List>(topic: OfficeTopic, options: FollowOptions = {}) =>
    watch(context, topic, options, {
      snapshot: () => request<List>("GET", `/office/${topic}`, { signal: options.signal, signedIn: true }),
    }),

  watchDemand: (storeId, { hours = 1, ...options } = {}) =>
    watch(context, "demand", options, {
      snapshot: async () => ({
        minutes: await demandSince(
          request,
          storeId,
          new Date(Date.now() - hours * 3_600_000),
          options.signal,
        ),
      }),
      about: ({ id }) => id === storeId,
    }),

  async importMenu(file, fileName, send) {
    const body = { fileName };
    const offer = await request<ImportOffer>("POST", "/office/imports", { body, signedIn: true });
    await uploadForm(offer, file, send);
    return { importId: offer.importId };
  },
  importProblems: async (importId, { signal } = {}) => {
    const path = `/office/imports/${encodeURIComponent(importId)}/problems`;
    return (await request<ImportProblemsView>("GET", path, { signal, signedIn: true })).problems;
  },
  importProblemsFile: async (importId) => {
    const path = `/office/imports/${encodeURIComponent(importId)}/problems`;
    return (await request<ImportProblemsOffer>("POST", path, { signedIn: true })).url;
  },
  answerDispute: async (disputeId, body) => {
    const path = `/office/disputes/${encodeURIComponent(disputeId)}/answer`;
    await request("POST", path, { body, signedIn: true });
  },
});
