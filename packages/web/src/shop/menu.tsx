import { useState } from "react";
import { Notice } from "../ui/notice.tsx";
import { filterMenu, type Wishes } from "./filter-menu.ts";
import { MenuSkeleton } from "./menu-skeleton.tsx";
import { MenuTools } from "./menu-tools.tsx";
import { ProductCard } from "./product-card.tsx";
import { useShop } from "./shop-context.tsx";

const noWishes: Wishes = { text: "", without: [] };

export const Menu = () => {
  const { menu, basket, setQuantity, store } = useShop();
  const [wishes, setWishes] = useState(noWishes);

  if (!menu.data) return menu.error ? <MenuProblem /> : <MenuSkeleton />;
  const sections = filterMenu(menu.data, wishes);
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
                item={item}
                quantity={basket[item.sku] ?? 0}
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
