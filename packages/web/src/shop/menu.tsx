import { useEffect, useState } from "react";
import { activity } from "../activity.ts";
import { Notice } from "../ui/notice.tsx";
import { filterMenu, type Wishes } from "./filter-menu.ts";
import { inMenuOrder, menuOrderExperiment } from "./menu-order.ts";
import { MenuSkeleton } from "./menu-skeleton.tsx";
import { MenuTools } from "./menu-tools.tsx";
import { ProductCard } from "./product-card.tsx";
import { useShop } from "./shop-context.tsx";
import { usePopular } from "./use-popular.ts";

const noWishes: Wishes = { text: "", without: [] };

export const Menu = () => {
  const { menu, visit, basket, setQuantity, store } = useShop();
  const [wishes, setWishes] = useState(noWishes);

  // In whatever order, the visit sees it from the start.
  const isShown = menu.data !== undefined && visit !== undefined;
  const storeId = store?.storeId;
  const popular = usePopular(storeId);
  const variant = visit?.variant;
  useEffect(() => {
    if (isShown && storeId && variant)
      activity.note({ kind: "MenuShown", storeId, experiment: menuOrderExperiment, variant });
  }, [isShown, storeId, variant]);

  if (!menu.data || !visit) return menu.error ? <MenuProblem /> : <MenuSkeleton />;
  const sections = inMenuOrder(filterMenu(menu.data, wishes), variant);
  const allergens = [...new Set(menu.data.flatMap((item) => item.allergens))].sort();
  const count = sections.reduce((sum, { items }) => sum + items.length, 0);
  return (
    <div className="menu" aria-busy={menu.loading}>
      <MenuTools
        wishes={wishes}
        onWish={setWishes}
        shown={sections.map(({ id }) => id)}
        allergens={allergens}
      />
      {menu.error && <MenuProblem />}
      <p className="visually-hidden" role="status">
        {wishes.text || wishes.without.length > 0 ? `${count} products found` : ""}
      </p>
      {count === 0 && (
        <Notice
          tone="hint"
          title="Nothing on the shelf for that"
          actions={
            <button type="button" className="button quiet" onClick={() => setWishes(noWishes)}>
              Show everything
            </button>
          }
        >
          {store?.name ?? "The store"} sells nothing that fits your search.
        </Notice>
      )}
      {sections.map(({ id, name, line, items }) => (
        <section key={id} id={id} className="menu-section" aria-labelledby={`${id}-title`}>
          <header>
            <h2 id={`${id}-title`}>{name}</h2>
            <p>{line}</p>
          </header>
          <ul className="products">
            {items.map((item) => (
              <ProductCard
                key={item.sku}
                storeId={storeId}
                item={item}
                quantity={basket[item.sku] ?? 0}
                isPopular={item.onHand > 0 && popular.includes(item.sku)}
                onSeen={() => storeId && activity.note({ kind: "ProductViewed", storeId, sku: item.sku })}
                onChange={(quantity) => setQuantity(item.sku, quantity)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
};

const MenuProblem = () => {
  const { menu } = useShop();
  return (
    <Notice
      tone="problem"
      title="The menu is not here"
      actions={
        <button type="button" className="button quiet" disabled={menu.loading} onClick={menu.reload}>
          {menu.loading ? "Trying…" : "Try again"}
        </button>
      }
    >
      {menu.error?.message}
    </Notice>
  );
};
