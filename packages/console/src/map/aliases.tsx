import type { Alias } from "sourdough-local/console-api";
import { useAliases } from "../api/use-api.ts";
import { Chip } from "../components/chip.tsx";
import { Timestamp } from "../components/timestamp.tsx";
import { shareText } from "./shares.ts";

const Moved = ({ status, takesBack, since, reason }: NonNullable<Alias["deployment"]>) => {
  const [tone, said] =
    status === "InProgress"
      ? (["info", "shifting since"] as const)
      : status !== "Succeeded"
        ? (["bad", `deployment ${status.toLowerCase()} at`] as const)
        : takesBack
          ? (["bad", "taken back at"] as const)
          : (["good", "deployed at"] as const);
  return (
    <>
      <p className="alias-moved">
        <Chip tone={tone}>{said}</Chip> <Timestamp at={since} />
      </p>
      {reason && <p className="small quiet">{reason}</p>}
    </>
  );
};

/** Which version each alias of a function means, and how far a deployment has shifted it; rows of a list of facts. */
export const Aliases = ({ node }: { node: string }) =>
  useAliases(node).data?.map(({ name, versions, deployment }) => (
    <div key={name} style={{ display: "contents" }}>
      <dt>Alias {name}</dt>
      <dd>
        {shareText(versions)}
        {deployment && <Moved {...deployment} />}
      </dd>
    </div>
  ));
