/** The colours of everything baked; tiles and page adapt to light and dark, bread does not. */
export const paint = {
  crust: "#c67a34",
  crustDark: "#9a5523",
  crustLight: "#e6aa5f",
  gold: "#e0973f",
  goldDark: "#b96f28",
  goldLight: "#f4c67b",
  rye: "#74462a",
  ryeDark: "#512d19",
  ryeLight: "#996542",
  crumb: "#f7e2b8",
  chocolate: "#4b2a1b",
  chocolateLight: "#74452c",
  cream: "#fff4df",
  icing: "#fffdf8",
  butter: "#f6c955",
  lemon: "#f8dd6c",
  caramel: "#b5631d",
  cinnamon: "#8a4a22",
  cherry: "#b92d2f",
  jam: "#8e1f33",
  tomato: "#d5442f",
  salmon: "#f0906b",
  prawn: "#f3a585",
  ham: "#eba6a0",
  carrot: "#e08a32",
  leaf: "#6f9a4b",
  leafDark: "#4c7433",
  egg: "#f7c53d",
  seed: "#f3e3bd",
  poppy: "#39312f",
  nut: "#d9b384",
  nutDark: "#a97d4c",
  china: "#fbf7ef",
  chinaShade: "#dfd5c5",
  coffee: "#5a3420",
  milk: "#f3dfc1",
  juice: "#e5a92f",
  elderflower: "#e3ead0",
  paper: "#b5362d",
} as const;

export interface Crust {
  base: string;
  dark: string;
  light: string;
}

export const crusts = {
  wheat: { base: paint.crust, dark: paint.crustDark, light: paint.crustLight },
  gold: { base: paint.gold, dark: paint.goldDark, light: paint.goldLight },
  rye: { base: paint.rye, dark: paint.ryeDark, light: paint.ryeLight },
  chestnut: { base: "#a5602b", dark: "#7c431c", light: "#cb8c4c" },
} as const satisfies Record<string, Crust>;
