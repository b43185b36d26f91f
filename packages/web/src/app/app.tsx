import { lazy, Suspense } from "react";
import { CustomerProvider } from "../account/customer-context.tsx";
import { ShopProvider } from "../shop/shop-context.tsx";
import { ShopPage } from "../shop/shop-page.tsx";
import { Header } from "./header.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { usePath } from "./router.tsx";

const TrackerPage = lazy(async () => ({ default: (await import("../orders/tracker-page.tsx")).TrackerPage }));
const HistoryPage = lazy(async () => ({ default: (await import("../orders/history-page.tsx")).HistoryPage }));

const Page = ({ path }: { path: string }) => {
  const orderId = /^\/orders\/([^/]+)$/.exec(path)?.[1];
  if (path === "/") return <ShopPage />;
  if (path === "/orders") return <HistoryPage />;
  if (orderId) return <TrackerPage key={orderId} orderId={decodeURIComponent(orderId)} />;
  return <NotFoundPage />;
};

export const App = () => {
  const path = usePath();
  return (
    <CustomerProvider>
      <ShopProvider>
        <Header />
        <main id="main">
          <Suspense>
            <Page path={path} />
          </Suspense>
        </main>
        <footer className="footer">
          <p>
            A demonstration bakery. Nothing is baked and no money moves; the croissants are, sadly, drawings.
          </p>
        </footer>
      </ShopProvider>
    </CustomerProvider>
  );
};
