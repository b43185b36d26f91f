import { stores as chain } from "@sourdough/events-schema/stores";
import type { Menu } from "../domain/menu.ts";
import { MenuFile } from "./menu-file.ts";

const stores = chain.map(({ storeId, name, city }) => ({ storeId, name, city }));

type Row = [
  sku: string,
  name: string,
  priceCents: number,
  allergens: string,
  delivered: [number, number, number],
];

// Pieces per store in the order of `stores`. Store 3 got no Danish today, and store 2 only two opera cakes.
const products: Record<string, Row[]> = {
  bread: [
    ["country-loaf", "Country loaf", 620, "gluten", [60, 50, 55]],
    ["seeded-sourdough", "Seeded sourdough", 690, "gluten sesame", [45, 40, 40]],
    ["rye-sourdough", "Dark rye sourdough", 580, "gluten", [50, 60, 45]],
    ["wholewheat-tin", "Wholewheat tin loaf", 540, "gluten", [40, 35, 35]],
    ["walnut-loaf", "Walnut and honey loaf", 740, "gluten nuts", [25, 20, 25]],
    ["spelt-loaf", "Spelt loaf", 660, "gluten", [30, 30, 30]],
    ["potato-rosemary-loaf", "Potato and rosemary loaf", 640, "gluten milk", [24, 18, 20]],
    ["baguette", "Baguette de tradition", 290, "gluten", [90, 80, 85]],
    ["olive-ciabatta", "Olive ciabatta", 420, "gluten sulphites", [40, 36, 40]],
    ["focaccia", "Focaccia with sea salt", 390, "gluten", [36, 30, 36]],
    ["pretzel", "Bavarian pretzel", 180, "gluten", [80, 60, 140]],
    ["poppy-seed-roll", "Poppy seed roll", 95, "gluten", [150, 140, 150]],
    ["brioche-loaf", "Brioche loaf", 780, "gluten milk egg", [20, 18, 20]],
  ],
  pastry: [
    ["butter-croissant", "Butter croissant", 280, "gluten milk egg", [120, 110, 115]],
    ["almond-croissant", "Almond croissant", 380, "gluten milk egg nuts", [50, 45, 50]],
    ["pain-au-chocolat", "Pain au chocolat", 320, "gluten milk egg soy", [80, 70, 75]],
    ["pain-aux-raisins", "Pain aux raisins", 330, "gluten milk egg sulphites", [40, 40, 40]],
    ["cinnamon-roll", "Cinnamon roll", 340, "gluten milk egg", [70, 65, 70]],
    ["cardamom-bun", "Cardamom bun", 350, "gluten milk egg", [60, 75, 50]],
    ["franzbroetchen", "Franzbrötchen", 290, "gluten milk", [50, 120, 40]],
    ["apple-turnover", "Apple turnover", 310, "gluten milk egg", [45, 40, 45]],
    ["cherry-danish", "Cherry Danish", 340, "gluten milk egg", [35, 30, 0]],
    ["cheese-straw", "Cheese straw", 260, "gluten milk egg", [40, 40, 40]],
    ["kouign-amann", "Kouign-amann", 390, "gluten milk", [30, 25, 30]],
  ],
  cake: [
    ["carrot-cake", "Carrot cake", 450, "gluten egg nuts milk", [24, 24, 24]],
    ["cheesecake", "Baked cheesecake", 480, "gluten milk egg", [24, 20, 24]],
    ["lemon-drizzle", "Lemon drizzle slice", 390, "gluten milk egg", [30, 30, 30]],
    ["chocolate-brownie", "Chocolate brownie", 360, "gluten milk egg soy", [48, 48, 48]],
    ["apple-cake", "Grandma's apple cake", 420, "gluten milk egg", [30, 28, 30]],
    ["bee-sting", "Bee sting cake", 440, "gluten milk egg nuts", [24, 20, 32]],
    ["black-forest", "Black Forest gateau", 520, "gluten milk egg soy", [20, 16, 24]],
    ["opera-cake", "Opera cake", 560, "gluten milk egg nuts soy", [16, 2, 16]],
    ["creme-brulee-tart", "Crème brûlée tart", 490, "gluten milk egg", [20, 18, 20]],
    ["financier", "Financier", 240, "gluten milk egg nuts", [60, 50, 60]],
  ],
  sandwich: [
    ["ham-gruyere", "Ham and Gruyère baguette", 680, "gluten milk mustard", [30, 28, 30]],
    ["caprese-ciabatta", "Caprese on ciabatta", 650, "gluten milk nuts", [28, 25, 28]],
    ["smoked-salmon-rye", "Smoked salmon on rye", 820, "gluten fish milk mustard", [18, 30, 18]],
    ["prawn-brioche", "Prawn and celery brioche", 890, "gluten crustaceans celery egg milk", [12, 20, 12]],
    ["hummus-focaccia", "Hummus and grilled pepper focaccia", 620, "gluten sesame", [26, 24, 26]],
    ["egg-mayo-roll", "Egg mayonnaise roll", 520, "gluten egg mustard", [30, 30, 30]],
    ["satay-tofu-roll", "Tofu satay roll", 640, "gluten soy peanuts sesame", [18, 18, 18]],
  ],
  drink: [
    ["filter-coffee", "Filter coffee", 320, "", [200, 180, 190]],
    ["flat-white", "Flat white", 380, "milk", [180, 160, 170]],
    ["oat-latte", "Oat latte", 420, "gluten", [120, 110, 115]],
    ["hot-chocolate", "Hot chocolate", 400, "milk soy", [80, 80, 80]],
    ["apple-juice", "Pressed apple juice", 350, "", [60, 60, 60]],
    ["elderflower-soda", "Elderflower soda", 340, "sulphites", [60, 50, 60]],
  ],
  seasonal: [
    ["stollen", "Christmas stollen", 1450, "gluten milk nuts sulphites", [20, 18, 24]],
    ["lebkuchen", "Nuremberg lebkuchen", 390, "egg nuts", [60, 50, 80]],
    ["panettone", "Panettone", 1890, "gluten milk egg sulphites", [12, 10, 14]],
    ["lupin-crunch", "Toasted lupin crunch bar", 330, "lupin nuts", [30, 30, 30]],
  ],
};

/** What the bakeries sell: every product with its price, its allergens and what each store got of it. */
export const bakery: Menu = MenuFile.parse({
  stores,
  products: Object.entries(products).flatMap(([category, rows]) =>
    rows.map(([sku, name, priceCents, allergens, delivered]) => ({
      sku,
      name,
      category,
      priceCents,
      currency: "EUR",
      allergens: allergens.split(" ").filter(Boolean),
      delivered: Object.fromEntries(stores.map(({ storeId }, index) => [storeId, delivered[index]!])),
    })),
  ),
});
