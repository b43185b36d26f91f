import { Shelf } from "../drawings/shelf.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { useShop } from "./shop-context.tsx";
import { StorePicker } from "./store-picker.tsx";

const shelves = [
  ["black-forest", "cinnamon-roll", "pretzel", "panettone"],
  ["country-loaf", "butter-croissant", "brioche-loaf"],
].map((skus) => skus.map((sku) => ({ sku })));

export const Hero = () => {
  const { store, chooseStore } = useShop();
  return (
    <section className="hero">
      <div className="hero-words">
        <PageTitle tab="Menu">Still warm. Already yours.</PageTitle>
        <p>Order now, and collect at the bakery you like best.</p>
        <StorePicker label="Where will you collect?" chosen={store?.storeId} onChoose={chooseStore} />
      </div>
      <div className="hero-window">
        {shelves.map((products) => (
          <Shelf key={products[0]?.sku} products={products} />
        ))}
      </div>
    </section>
  );
};
