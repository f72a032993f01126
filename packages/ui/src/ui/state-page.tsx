import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

/** What a place shows when it has nothing to show: empty, failed, or still on its way. */
export function StatePage(props: {
  icon: IconName;
  title: string;
  text?: string | undefined;
  isAlert?: boolean;
  /** It is the page itself, not a part of one: its title is the heading. */
  isPage?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="mr-state-page" role={props.isAlert ? 'alert' : undefined}>
      <span className="mr-state-icon">
        <Icon name={props.icon} size={30} />
      </span>
      {props.isPage ? (
        <h1 className="mr-state-title">{props.title}</h1>
      ) : (
        <p className="mr-state-title">{props.title}</p>
      )}
      {props.text && <p className="mr-state-text">{props.text}</p>}
      {props.children && <div className="mr-state-actions">{props.children}</div>}
    </div>
  );
}
