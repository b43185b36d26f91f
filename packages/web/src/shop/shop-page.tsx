import { BasketPanel } from "../basket/basket-panel.tsx";
import { PhoneBasket } from "../basket/phone-basket.tsx";
import { Hero } from "./hero.tsx";
import { Menu } from "./menu.tsx";

export const ShopPage = () => (
  <>
    <Hero />
    <div className="shop">
      <Menu />
      <aside className="shop-basket">
        <BasketPanel />
      </aside>
    </div>
    <PhoneBasket />
  </>
);
