import "../styles/kitchen.css";
import { useEffect, useState } from "react";
import { useCustomer } from "../account/customer-context.tsx";
import { signInOffer } from "../account/sign-in-offer.ts";
import { StaffOnly } from "../account/staff-only.tsx";
import { stored } from "../app/local-storage.ts";
import { ConnectionSign } from "../orders/connection-sign.tsx";
import { useShop } from "../shop/shop-context.tsx";
import { StorePicker } from "../shop/store-picker.tsx";
import { Notice } from "../ui/notice.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { Board } from "./board.tsx";
import { useKitchen } from "./use-kitchen.ts";

const storeMemory = stored("sourdough.kitchen", (value): value is string => typeof value === "string");

/** What a store has to pack and hand over, live. */
export const KitchenPage = () => {
  const { customer } = useCustomer();
  if (customer === undefined) return null;
  if (!customer?.groups.includes("staff")) return <StaffOnly place="kitchen" toSee="what there is to pack" />;
  return <KitchenOfStore />;
};

const KitchenOfStore = () => {
  const { stores } = useShop();
  const { askToSignIn } = useCustomer();
  const [storeId, setStoreId] = useState(() => storeMemory.read() ?? "store-1");
  const { kitchen, board, connection, problem, tryAgain } = useKitchen(storeId);
  const store = stores.data?.find((one) => one.storeId === storeId)?.name.replace(/^Sourdough /, "");
  useEffect(() => storeMemory.write(storeId), [storeId]);

  const signIn = async () => {
    if (await askToSignIn(problem?.message, "sign-in")) tryAgain();
  };
  return (
    <div className="kitchen" aria-busy={!board}>
      <header className="kitchen-head">
        <PageTitle tab={`Kitchen ${store ?? ""}`}>Kitchen</PageTitle>
        <StorePicker label="Which kitchen?" chosen={storeId} onChoose={setStoreId} />
        <ConnectionSign connection={connection} />
      </header>
      {problem && (
        <Notice
          tone="problem"
          title="The board is not here"
          actions={
            <button type="button" className="button quiet" onClick={signInOffer(problem) ? signIn : tryAgain}>
              {signInOffer(problem) ? "Sign in" : "Try again"}
            </button>
          }
        >
          {problem.message}
        </Notice>
      )}
      <p className="visually-hidden" role="status">
        {board && `To pack: ${board.confirmed.length}. On the counter: ${board.ready.length}.`}
      </p>
      {kitchen && board ? <Board kitchen={kitchen} board={board} /> : !problem && <BoardSkeleton />}
    </div>
  );
};

const BoardSkeleton = () => (
  <div className="rails" aria-hidden="true">
    {["pack", "ready", "gone"].map((tone) => (
      <div key={tone} className="rail" data-tone={tone}>
        <div className="skeleton skeleton-docket" />
      </div>
    ))}
  </div>
);
