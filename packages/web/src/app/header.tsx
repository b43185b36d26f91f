import { AccountMenu } from "../account/account-menu.tsx";
import { useCustomer } from "../account/customer-context.tsx";
import { Wordmark } from "../ui/wordmark.tsx";
import { Link, usePath } from "./router.tsx";
import { useOnline } from "./use-online.ts";

const pages = [
  { href: "/", name: "Menu" },
  { href: "/orders", name: "Orders" },
];
const forStaff = [
  { href: "/kitchen", name: "Kitchen" },
  { href: "/office", name: "Office" },
];

export const Header = () => {
  const path = usePath();
  const online = useOnline();
  const { customer } = useCustomer();
  const isStaff = customer?.groups.includes("staff") ?? false;
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      {!online && (
        <p className="offline" role="status">
          You are offline. What you see may be old; orders are kept and sent when you are back.
        </p>
      )}
      <header className="header">
        <Link href="/" className="header-home">
          <Wordmark />
        </Link>
        <nav aria-label="Pages">
          {(isStaff ? [...pages, ...forStaff] : pages).map(({ href, name }) => (
            <Link
              key={href}
              href={href}
              className="nav-item"
              aria-current={path === href ? "page" : undefined}
            >
              {name}
            </Link>
          ))}
          <AccountMenu />
        </nav>
      </header>
    </>
  );
};
