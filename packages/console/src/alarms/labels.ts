import { useOverview } from "../api/use-api.ts";

/** A physical name without what all of the stage begin with. */
export const useLabels = (): ((name: string) => string) => {
  const app = useOverview().data?.app;
  return (name) => (app ? name.replace(`${app.name}-${app.stage}-`, "") : name);
};
