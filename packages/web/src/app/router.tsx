import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from "react";

const changed = "popstate";

const subscribe = (look: () => void) => {
  addEventListener(changed, look);
  return () => removeEventListener(changed, look);
};

/** The path of the page, such as `/orders/ord-01J…`. */
export const usePath = () => useSyncExternalStore(subscribe, () => location.pathname);

/** `replace`: the way back does not lead through the page that sends on. */
export const navigate = (path: string, { replace = false } = {}) => {
  if (path === location.pathname) return;
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent(changed));
  scrollTo(0, 0);
};

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
}

/** A link within the page: no reload, but a new tab when the customer asks for one. */
export const Link = ({ href, ...rest }: LinkProps) => {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(href);
  };
  return <a href={href} onClick={follow} {...rest} />;
};
