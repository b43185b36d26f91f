import { ProductDrawing } from "../drawings/product-drawing.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { StorePicker } from "./store-picker.tsx";

const shelf = ["country-loaf", "butter-croissant", "pretzel", "black-forest", "cinnamon-roll"];

export const Hero = () => (
  <section className="hero">
    <div className="hero-words">
      <PageTitle tab="Menu">Still warm. Already yours.</PageTitle>
      <p>Order now, and collect at the bakery you like best.</p>
      <StorePicker />
    </div>
    <div className="hero-shelf" aria-hidden="true">
      {shelf.map((sku) => (
        <ProductDrawing key={sku} sku={sku} />
      ))}
    </div>
  </section>
);
