import type {
  AnswerDisputeBody,
  DemandView,
  ImportOffer,
  ImportProblem,
  ImportProblemsOffer,
  ImportProblemsView,
  LowStockView,
  OfficeMessage,
  OfficeMessageTopic,
  OfficeTopic,
  SalesHour,
  SalesOfProduct,
  SalesQuery,
  SalesView,
} from "@sourdough/events-schema/http";
import { type FollowOptions, follow, type StatusListener } from "./follow.ts";
import { createFollowedList, type Pace } from "./followed-list.ts";
import type { Request, RequestOptions } from "./http.ts";
import { createLiveChannel } from "./live-channel.ts";
import { isTransient, OrderError } from "./order-error.ts";
import type { AmplifyContext } from "./session.ts";
import { type SendForm, uploadForm } from "./upload.ts";
import { wholeMinutes } from "./whole-minutes.ts";

/** Milliseconds. In a morning's rush something is sold several times a second. */
const salesAtMostEvery = 2000;
/** Milliseconds. Only the piece that makes a product low is told of; those after it are seen by looking. */
const stockAfter = 60_000;

type Abortable = Pick<RequestOptions, "signal">;

/** What a store sold, oldest hour first. */
export interface Sales {
  hours: SalesHour[];
  products: SalesOfProduct[];
}

/** What is running out in a store, in the order of its menu. */
export type LowStock = Omit<LowStockView, "cursor">;

/** What the office looks after, for staff. Methods throw `OrderError`, with `forbidden` for anybody else. */
export interface Office {
  /** A topic's list, again with each change, over dropped connections too, until `signal` aborts. */
  watch<List>(topic: OfficeTopic, options?: FollowOptions): AsyncGenerator<List, void, undefined>;
  /**
   * What is looked at and put into baskets at a store, by the minute, of the last `hours`: again with each minute that
   * was counted, until `signal` aborts. A minute is there once. `now` is the bakery's clock, if it is not this machine's.
   */
  watchDemand(
    storeId: string,
    options?: FollowOptions & { hours?: number; now?: () => number },
  ): AsyncGenerator<DemandView, void, undefined>;
  /** Uploads a menu as CSV; what becomes of it, the list of imports tells, a moment later. */
  importMenu(file: Blob, fileName: string, send?: SendForm): Promise<{ importId: string }>;
  /** The first hundred, of an import that is over. */
  importProblems(importId: string, options?: Abortable): Promise<ImportProblem[]>;
  /** Where all of them are as CSV, for five minutes. */
  importProblemsFile(importId: string): Promise<string>;
  /** What a store sold on some days. A page asks for last week's days of the same store to hold them against. */
  sales(query: SalesQuery, options?: Abortable): Promise<Sales>;
  /** The same, again when something was sold, at most every two seconds, until `signal` aborts. */
  watchSales(query: SalesQuery, options?: FollowOptions): AsyncGenerator<Sales, void, undefined>;
  /** What is running out in a store, again when that changes, and every minute, until `signal` aborts. */
  watchLowStock(storeId: string, options?: FollowOptions): AsyncGenerator<LowStock, void, undefined>;
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
  topic: OfficeMessageTopic,
  options: FollowOptions,
  {
    snapshot,
    about = () => true,
    ...pace
  }: { snapshot(): Promise<List>; about?(message: OfficeMessage): boolean } & Pace,
) => {
  const listen = (listener: StatusListener<OfficeMessage>) => {
    const channel = createLiveChannel(context, `/office/${topic}`, {
      onEvent: (event) => isOfficeMessage(event) && about(event) && listener.onMessage(event),
      onLive: listener.onConnection,
    });
    channel.open();
    return channel.close;
  };
  return follow({ listen, snapshot, mayPass }, createFollowedList<List>(pace), options);
};

export const createOffice = (request: Request, context: AmplifyContext): Office => {
  const get = <View>(path: string, { signal }: Abortable = {}) =>
    request<View>("GET", path, { signal, signedIn: true });

  const sales: Office["sales"] = async ({ storeId, from, to }, options) => {
    const all: Sales = { hours: [], products: [] };
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ store: storeId, from, to, ...(cursor && { cursor }) });
      const page = await get<SalesView>(`/office/sales?${query}`, options);
      all.hours.push(...page.hours);
      all.products.push(...page.products);
      cursor = page.cursor;
    } while (cursor);
    return all;
  };

  const lowStock = async (storeId: string, options: Abortable): Promise<LowStock> => {
    const path = `/office/stock/${encodeURIComponent(storeId)}`;
    const all: LowStock = { storeId, threshold: 0, items: [] };
    let cursor: string | undefined;
    do {
      const page = await get<LowStockView>(
        cursor ? `${path}?${new URLSearchParams({ cursor })}` : path,
        options,
      );
      all.threshold = page.threshold;
      all.items.push(...page.items);
      cursor = page.cursor;
    } while (cursor);
    return all;
  };

  return {
    watch: <List>(topic: OfficeTopic, options: FollowOptions = {}) =>
      watch(context, topic, options, { snapshot: () => get<List>(`/office/${topic}`, options) }),

    sales,
    watchSales: (query, options = {}) =>
      watch(context, "sales", options, {
        snapshot: () => sales(query, options),
        about: ({ id }) => id === query.storeId,
        lookAtMostEvery: salesAtMostEvery,
      }),

    watchLowStock: (storeId, options = {}) =>
      watch(context, "stock", options, {
        snapshot: () => lowStock(storeId, options),
        about: ({ id }) => id === storeId,
        lookAgainAfter: stockAfter,
      }),

    watchDemand: (storeId, { hours = 1, now = Date.now, ...options } = {}) =>
      watch(context, "demand", options, {
        snapshot: async () => {
          const since = new Date(now() - hours * 3_600_000).toISOString();
          const found = await get<DemandView>(
            `/office/demand?${new URLSearchParams({ storeId, since })}`,
            options,
          );
          return { ...found, minutes: wholeMinutes(found.minutes) };
        },
        about: ({ id }) => id === storeId,
      }),

    async importMenu(file, fileName, send) {
      const body = { fileName };
      const offer = await request<ImportOffer>("POST", "/office/imports", { body, signedIn: true });
      await uploadForm(offer, file, send);
      return { importId: offer.importId };
    },
    importProblems: async (importId, options) =>
      (await get<ImportProblemsView>(`/office/imports/${encodeURIComponent(importId)}/problems`, options))
        .problems,
    importProblemsFile: async (importId) => {
      const path = `/office/imports/${encodeURIComponent(importId)}/problems`;
      return (await request<ImportProblemsOffer>("POST", path, { signedIn: true })).url;
    },
    answerDispute: async (disputeId, body) => {
      const path = `/office/disputes/${encodeURIComponent(disputeId)}/answer`;
      await request("POST", path, { body, signedIn: true });
    },
  };
};
