import type { MenuItem } from "@sourdough/order-client";
import type { ReactNode } from "react";
import { crusts, paint } from "./paint.ts";
import { Baguette } from "./shapes/baguette.tsx";
import { Bar } from "./shapes/bar.tsx";
import { Bottle } from "./shapes/bottle.tsx";
import { Boule } from "./shapes/boule.tsx";
import { ChocolateRoll } from "./shapes/chocolate-roll.tsx";
import { Croissant } from "./shapes/croissant.tsx";
import { Cup } from "./shapes/cup.tsx";
import { Danish } from "./shapes/danish.tsx";
import { Flatbread } from "./shapes/flatbread.tsx";
import { Glass } from "./shapes/glass.tsx";
import { Heart } from "./shapes/heart.tsx";
import { Ingot } from "./shapes/ingot.tsx";
import { Knot } from "./shapes/knot.tsx";
import { OpenSandwich } from "./shapes/open-sandwich.tsx";
import { Panettone } from "./shapes/panettone.tsx";
import { PressedRoll } from "./shapes/pressed-roll.tsx";
import { Pretzel } from "./shapes/pretzel.tsx";
import { Roll } from "./shapes/roll.tsx";
import { Sandwich } from "./shapes/sandwich.tsx";
import { Spiral } from "./shapes/spiral.tsx";
import { Stollen } from "./shapes/stollen.tsx";
import { Tart } from "./shapes/tart.tsx";
import { TinLoaf } from "./shapes/tin-loaf.tsx";
import { Turnover } from "./shapes/turnover.tsx";
import { Twist } from "./shapes/twist.tsx";
import { Wedge } from "./shapes/wedge.tsx";

const { wheat, gold, rye, chestnut } = crusts;

const drawings: Record<string, ReactNode> = {
  "country-loaf": <Boule crust={wheat} score="wheat" topping="flour" />,
  "seeded-sourdough": <Boule crust={chestnut} score="cross" topping="seeds" />,
  "rye-sourdough": <Boule crust={rye} score="square" topping="flour" />,
  "wholewheat-tin": <TinLoaf crust={chestnut} bumps={1} />,
  "walnut-loaf": <Boule crust={chestnut} score="slashes" topping="walnuts" />,
  "spelt-loaf": <Boule crust={gold} score="slashes" topping="flour" />,
  "potato-rosemary-loaf": <Boule crust={gold} score="square" topping="rosemary" />,
  baguette: <Baguette crust={gold} />,
  "olive-ciabatta": <Flatbread crust={wheat} topping="olives" />,
  focaccia: <Flatbread crust={gold} topping="salt" />,
  pretzel: <Pretzel />,
  "poppy-seed-roll": <Roll crust={gold} />,
  "brioche-loaf": <TinLoaf crust={gold} bumps={3} />,

  "butter-croissant": <Croissant crust={gold} />,
  "almond-croissant": <Croissant crust={wheat} almonds />,
  "pain-au-chocolat": <ChocolateRoll crust={gold} />,
  "pain-aux-raisins": <Spiral crust={gold} filling={paint.goldDark} topping="raisins" />,
  "cinnamon-roll": <Spiral crust={wheat} filling={paint.cinnamon} topping="icing" />,
  "cardamom-bun": <Knot crust={gold} />,
  franzbroetchen: <PressedRoll crust={wheat} />,
  "apple-turnover": <Turnover crust={gold} />,
  "cherry-danish": <Danish crust={gold} filled="cherries" />,
  "cheese-straw": <Twist crust={gold} />,
  "kouign-amann": <Danish crust={chestnut} filled="caramel" />,

  "carrot-cake": (
    <Wedge
      layers={[
        [paint.icing, 2],
        ["#b9743a", 4],
        [paint.cream, 1],
        ["#a9652f", 4],
      ]}
      top={paint.icing}
      rim="#9a5a2a"
    >
      <path d="m74 42 12-6" stroke={paint.carrot} strokeWidth="5" />
      <path d="m86 36 5-5M87 36l6-1" stroke={paint.leaf} strokeWidth="2.5" />
    </Wedge>
  ),
  cheesecake: (
    <Wedge
      layers={[
        ["#e9b867", 1],
        [paint.cream, 7],
        [paint.caramel, 2],
      ]}
      top="#e2a552"
      rim={paint.caramel}
    />
  ),
  "lemon-drizzle": (
    <Bar
      layers={[
        [paint.icing, 1],
        [paint.lemon, 6],
        [paint.gold, 1],
      ]}
      top={paint.icing}
    >
      <path d="M40 45c6-5 12 6 20 0s12 4 20-3" stroke={paint.lemon} strokeWidth="3.5" />
      <path d="M26 49v8M40 54v11M52 59v7M76 56v9M92 48v7" stroke={paint.icing} strokeWidth="4" />
    </Bar>
  ),
  "chocolate-brownie": (
    <Bar
      layers={[
        [paint.chocolateLight, 1],
        [paint.chocolate, 5],
      ]}
      top={paint.chocolateLight}
    >
      <path d="M34 44l12 4M52 36l10 5M60 50l12-3M78 40l10 3" stroke={paint.chocolate} strokeWidth="2.5" />
    </Bar>
  ),
  "apple-cake": (
    <Bar
      layers={[
        [paint.gold, 1],
        [paint.crumb, 3],
        ["#efd08a", 3],
        [paint.crust, 1],
      ]}
      top={paint.goldLight}
    >
      <path
        d="M36 46c4-4 10-4 12 1M50 40c4-4 10-4 12 1M56 52c4-4 10-4 12 1M72 44c4-4 10-4 12 1"
        stroke={paint.tomato}
        strokeWidth="2.5"
      />
    </Bar>
  ),
  "bee-sting": (
    <Bar
      layers={[
        [paint.caramel, 1],
        [paint.goldLight, 3],
        [paint.cream, 3],
        [paint.goldLight, 3],
      ]}
      top={paint.caramel}
    >
      <path
        d="m36 46 6-2M48 40l6 2M56 52l6-3M70 44l6 2M82 42l5-3M60 35l6 2M46 50l5 1"
        stroke={paint.seed}
        strokeWidth="4"
      />
    </Bar>
  ),
  "black-forest": (
    <Wedge
      layers={[
        [paint.icing, 2],
        [paint.chocolate, 3],
        [paint.cherry, 1],
        [paint.icing, 2],
        ["#3d2015", 3],
      ]}
      top={paint.icing}
      rim={paint.chinaShade}
    >
      <path d="m50 46 8-2M60 42l6 3M70 47l8-1" stroke={paint.chocolate} strokeWidth="2.5" />
      <circle cx="84" cy="34" r="8" fill={paint.cherry} />
      <path d="M84 27c0-6 4-9 8-10" stroke={paint.leafDark} strokeWidth="2.2" />
      <path d="M81 31h0" stroke={paint.icing} strokeWidth="3" />
    </Wedge>
  ),
  "opera-cake": (
    <Bar
      layers={[
        [paint.chocolate, 1],
        [paint.nut, 2],
        ["#8a5a3a", 1],
        [paint.seed, 2],
        ["#5a3321", 1],
        [paint.nutDark, 2],
      ]}
      top={paint.chocolate}
    >
      <path d="M44 46c6-8 14 4 10 7M58 42c4-3 9-3 12 0" stroke={paint.butter} strokeWidth="2.5" />
    </Bar>
  ),
  "creme-brulee-tart": <Tart crust={gold} />,
  financier: <Ingot crust={gold} />,

  "ham-gruyere": <Sandwich crust={gold} shape="baguette" fillings={[paint.leaf, paint.ham, paint.butter]} />,
  "caprese-ciabatta": (
    <Sandwich crust={gold} shape="slab" fillings={[paint.leafDark, paint.tomato, paint.icing]} />
  ),
  "smoked-salmon-rye": <OpenSandwich crust={rye} />,
  "prawn-brioche": (
    <Sandwich crust={gold} shape="bun" fillings={[paint.elderflower, paint.prawn, paint.leaf]} />
  ),
  "hummus-focaccia": (
    <Sandwich crust={wheat} shape="slab" fillings={[paint.leaf, paint.tomato, paint.nut]} seeded />
  ),
  "egg-mayo-roll": (
    <Sandwich crust={gold} shape="bun" fillings={[paint.leaf, paint.egg, paint.icing]} seeded />
  ),
  "satay-tofu-roll": (
    <Sandwich crust={chestnut} shape="bun" fillings={[paint.carrot, paint.cream, paint.leafDark]} seeded />
  ),

  "filter-coffee": <Cup drink={paint.coffee} art="steam" />,
  "flat-white": <Cup drink="#9a663f" art="leaf" />,
  "oat-latte": <Glass drink="#b98453" foam={paint.milk} />,
  "hot-chocolate": <Cup drink={paint.chocolateLight} art="marshmallows" />,
  "apple-juice": <Glass drink={paint.juice} />,
  "elderflower-soda": <Bottle drink={paint.elderflower} />,

  stollen: <Stollen />,
  lebkuchen: <Heart />,
  panettone: <Panettone crust={wheat} />,
  "lupin-crunch": (
    <Bar
      layers={[
        [paint.nut, 2],
        [paint.nutDark, 2],
        [paint.chocolate, 2],
      ]}
      top={paint.nut}
    >
      <path
        d="M34 46h0M44 42h0M54 38h0M62 44h0M50 48h0M58 53h0M70 50h0M74 42h0M84 44h0M66 36h0M90 40h0"
        stroke={paint.butter}
        strokeWidth="5"
      />
    </Bar>
  ),
};

/** What a product looks like that has no drawing of its own. */
const ofCategory: Record<MenuItem["category"], ReactNode> = {
  bread: drawings["country-loaf"],
  pastry: drawings["butter-croissant"],
  cake: drawings.cheesecake,
  sandwich: drawings["ham-gruyere"],
  drink: drawings["flat-white"],
  seasonal: drawings.lebkuchen,
};

export const drawingOf = (sku: string, category: MenuItem["category"] | undefined): ReactNode =>
  drawings[sku] ?? ofCategory[category ?? "bread"];
