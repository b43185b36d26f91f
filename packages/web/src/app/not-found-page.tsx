import { Crumbs } from "../drawings/paper-bag.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { Link } from "./router.tsx";

export const NotFoundPage = () => (
  <section className="plain-page">
    <PageTitle tab="Not found">There is nothing on this shelf.</PageTitle>
    <p>The address may be old or incomplete.</p>
    <div className="shelf">
      <Crumbs />
    </div>
    <Link className="button" href="/">
      Go to the menu
    </Link>
  </section>
);
