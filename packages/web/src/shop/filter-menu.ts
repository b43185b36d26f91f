import type { MenuItem } from "@sourdough/order-client";
import { categories } from "./categories.ts";

export interface Wishes {
  text: string;
  /** Allergens that must not be in it. */
  without: readonly string[];
}

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

const hasAll = (haystack: string, words: readonly string[]) => words.every((word) => haystack.includes(word));

/** The menu by category, in its order; a search finds words of the name and the category, without accents. */
export const filterMenu = (items: readonly MenuItem[], { text, without }: Wishes) => {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return categories
    .map((category) => ({
      ...category,
      items: items.filter(
        (item) =>
          item.category === category.id &&
          !item.allergens.some((allergen) => without.includes(allergen)) &&
          (words.length === 0 || hasAll(plain(`${item.name} ${category.name}`), words)),
      ),
    }))
    .filter((category) => category.items.length > 0);
};
