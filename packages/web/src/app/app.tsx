import { lazy, Suspense, useEffect } from "react";
import { CustomerProvider, loadAccountDialog } from "../account/customer-context.tsx";
import { ShopProvider } from "../shop/shop-context.tsx";
import { ShopPage } from "../shop/shop-page.tsx";
import { Header } from "./header.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import { usePath } from "./router.tsx";

const loadTracker = () => import("../orders/tracker-page.tsx");
const loadHistory = () => import("../orders/history-page.tsx");
const TrackerPage = lazy(async () => ({ default: (await loadTracker()).TrackerPage }));
const HistoryPage = lazy(async () => ({ default: (await loadHistory()).HistoryPage }));
const KitchenPage = lazy(async () => ({
  default: (await import("../kitchen/kitchen-page.tsx")).KitchenPage,
}));
const OfficePage = lazy(async () => ({
  default: (await import("../office/office-page.tsx")).OfficePage,
}));

const SignInPage = lazy(async () => ({
  default: (await import("../account/sign-in-page.tsx")).SignInPage,
}));

// Who goes offline after the menu came can still open the page of an order.
const prefetch = () => {
  for (const load of [loadTracker, loadHistory, loadAccountDialog]) load().catch(() => undefined);
};

/** What a path cannot say, such as `%zz`, is no id. */
const orderIdOf = (path: string) => {
  try {
    return decodeURIComponent(/^\/orders\/([^/]+)\/?$/.exec(path)?.[1] ?? "");
  } catch {
    return undefined;
  }
};

const Page = ({ path }: { path: string }) => {
  const orderId = orderIdOf(path);
  if (path === "/") return <ShopPage />;
  if (path === "/kitchen") return <KitchenPage />;
  if (path === "/office") return <OfficePage />;
  if (path === "/sign-in") return <SignInPage />;
  if (path === "/orders") return <HistoryPage />;
  if (orderId) return <TrackerPage key={orderId} orderId={orderId} />;
  return <NotFoundPage />;
};

export const App = () => {
  const path = usePath();
  useEffect(() => {
    const timer = setTimeout(prefetch, 500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <CustomerProvider>
      <ShopProvider>
        <Header />
        <main id="main">
          <PageBoundary key={path}>
            <Suspense>
              <Page path={path} />
            </Suspense>
          </PageBoundary>
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
