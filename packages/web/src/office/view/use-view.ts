import { useSyncExternalStore } from "react";

/** What somebody looks at in the office. It is in the address, so a link shows the same. */
export interface View {
  /** All stores together without. */
  storeId?: string | undefined;
  /** `YYYY-MM-DD`; today without, also tomorrow. */
  day?: string | undefined;
}

const isDay = (text: string) => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) && /^\d{4}-\d\d-\d\d$/.test(text);
};

/** What an address's query says; what makes no sense is as if it was not there. */
export const viewOf = (search: string): View => {
  const query = new URLSearchParams(search);
  const storeId = query.get("store") ?? "";
  const day = query.get("day") ?? "";
  return {
    ...(/^store-[a-z0-9-]{1,40}$/.test(storeId) && { storeId }),
    ...(isDay(day) && { day }),
  };
};

export const searchOf = ({ storeId, day }: View) => {
  const query = new URLSearchParams({ ...(storeId && { store: storeId }), ...(day && { day }) });
  return query.size > 0 ? `?${query}` : "";
};

const changed = "popstate";
const subscribe = (look: () => void) => {
  addEventListener(changed, look);
  return () => removeEventListener(changed, look);
};

/** What the address says, and how to look at something else. */
export const useView = () => {
  const search = useSyncExternalStore(subscribe, () => location.search);
  const view = viewOf(search);
  const look = (more: View) => {
    history.pushState(null, "", `${location.pathname}${searchOf({ ...view, ...more })}${location.hash}`);
    dispatchEvent(new PopStateEvent(changed));
  };
  return { view, look };
};
