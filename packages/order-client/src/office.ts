import type {
  AnswerDisputeBody,
  DemandView,
  ImportOffer,
  ImportProblem,
  ImportProblemsOffer,
  ImportProblemsView,
  LowStockView,
  OfficeMessage,
  OfficeTopic,
  SalesHour,
  SalesOfProduct,
  SalesQuery,
  SalesView,
} from "@sourdough/events-schema/http";
import { isStatusMessage } from "./customer-channel.ts";
import { demandSince } from "./demand.ts";
import { type FollowOptions, follow, type StatusListener } from "./follow.ts";
import { createFollowedList } from "./followed-list.ts";
import type { Request, RequestOptions } from "./http.ts";
import { createLiveChannel } from "./live-channel.ts";
import { isTransient, OrderError } from "./order-error.ts";
import type { AmplifyContext } from "./session.ts";
import { type SendForm, uploadForm } from "./upload.ts";

/** Milliseconds. In a morning's rush something is sold several times a second. */
const salesAtMostEvery = 2000;
/** What was counted late is seen by then; after a busy minute, the next order shows it. */
const salesSettleWithin = 10_000;

/** Milliseconds. Only the piece that makes a product low is told of; how many are left then is seen by looking. */
const stockEvery = 60_000;

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
   * was counted, until `signal` aborts. A minute is there once. `now` is the bakery's clock, if not this machine's.
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

const isOfStore =
  (storeId: string) =>
  (event: unknown): event is OfficeMessage =>
    isOfficeMessage(event) && event.id === storeId;

export const createOffice = (request: Request, context: AmplifyContext): Office => {
  const listenTo =
    <Message>(channelName: string, isMessage: (event: unknown) => event is Message) =>
    (listener: StatusListener<Message>) => {
      const channel = createLiveChannel(context, channelName, {
        onEvent: (event) => isMessage(event) && listener.onMessage(event),
        onLive: listener.onConnection,
      });
      channel.open();
      return channel.close;
    };

  const sales: Office["sales"] = async ({ storeId, from, to }, { signal } = {}) => {
    const all: Sales = { hours: [], products: [] };
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ store: storeId, from, to, ...(cursor && { cursor }) });
      const page = await request<SalesView>("GET", `/office/sales?${query}`, { signal, signedIn: true });
      all.hours.push(...page.hours);
      all.products.push(...page.products);
      cursor = page.cursor;
    } while (cursor);
    return all;
  };

  const lowStock = async (storeId: string, { signal }: Abortable): Promise<LowStock> => {
    const path = `/office/stock/${encodeURIComponent(storeId)}`;
    const all: LowStock = { storeId, threshold: 0, items: [] };
    let cursor: string | undefined;
    do {
      const query: string = cursor ? `?${new URLSearchParams({ cursor })}` : "";
      const page = await request<LowStockView>("GET", `${path}${query}`, { signal, signedIn: true });
      all.threshold = page.threshold;
      all.items.push(...page.items);
      cursor = page.cursor;
    } while (cursor);
    return all;
  };

  return {
    watch: <List>(topic: OfficeTopic, options: FollowOptions = {}) => {
      const snapshot = () =>
        request<List>("GET", `/office/${topic}`, { signal: options.signal, signedIn: true });
      return follow(
        { listen: listenTo(`/office/${topic}`, isOfficeMessage), snapshot, mayPass },
        createFollowedList<List>(),
        options,
      );
    },

    sales,
    watchSales: (query, options = {}) =>
      follow(
        {
          // An order of the store has changed: its sales do so a moment later.
          listen: listenTo(`/kitchen/${query.storeId}`, isStatusMessage),
          snapshot: () => sales(query, options),
          mayPass,
        },
        createFollowedList<Sales>({ atMostEvery: salesAtMostEvery, looksAgainAfter: salesSettleWithin }),
        options,
      ),

    watchLowStock: (storeId, options = {}) =>
      follow(
        {
          listen: listenTo("/office/stock", isOfStore(storeId)),
          snapshot: () => lowStock(storeId, options),
          mayPass,
        },
        createFollowedList<LowStock>({ atMostEvery: 300, looksEvery: stockEvery }),
        options,
      ),

    watchDemand: (storeId, { hours = 1, now = Date.now, ...options } = {}) => {
      const snapshot = async () => {
        const since = new Date(now() - hours * 3_600_000);
        return { minutes: await demandSince(request, storeId, since, options.signal) };
      };
      return follow(
        { listen: listenTo("/office/demand", isOfStore(storeId)), snapshot, mayPass },
        createFollowedList<DemandView>(),
        options,
      );
    },

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
  };
};
