import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { useHost } from '../host/host.tsx';

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'onClick' | 'href'> & {
  /** A path of the application. */
  to: string;
  onClick?: (() => void) | undefined;
};

/** A real link that the host follows without loading the page; new tabs work as everywhere. */
export function HostLink({ to, onClick, ...rest }: Props) {
  const { navigation } = useHost();
  const handleClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigation.go(to);
    onClick?.();
  };
  return <a {...rest} href={navigation.href(to)} onClick={handleClick} />;
}
