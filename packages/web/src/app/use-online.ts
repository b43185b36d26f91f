import { useSyncExternalStore } from "react";

const subscribe = (look: () => void) => {
  addEventListener("online", look);
  addEventListener("offline", look);
  return () => {
    removeEventListener("online", look);
    removeEventListener("offline", look);
  };
};

export const useOnline = () => useSyncExternalStore(subscribe, () => navigator.onLine);
