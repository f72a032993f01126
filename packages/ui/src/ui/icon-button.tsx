import { Tooltip } from 'antd';
import type { ButtonHTMLAttributes } from 'react';
import { Icon, type IconName } from './icons.tsx';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  /** Its name, for the tooltip and for screen readers. */
  label: string;
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string;
  isFilled?: boolean;
  isPressed?: boolean;
  size?: number;
  /** Rows of long lists use the browser's own tooltip: a thousand of ours would cost. */
  isPlain?: boolean;
}

/** A button that is only an icon: named, with a tooltip, at least 32 pixels (44 on touch screens). */
export function IconButton(props: Props) {
  const { icon, label, shortcut, isFilled, isPressed, size, isPlain, className, ...rest } = props;
  const button = (
    <button
      type="button"
      aria-label={label}
      aria-keyshortcuts={shortcut}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      className={`mr-icon-button ${className ?? ''}`}
      {...(isPlain ? { title: shortcut ? `${label} (${shortcut})` : label } : {})}
      {...rest}
    >
      <Icon name={icon} size={size ?? 18} isFilled={isFilled ?? false} />
    </button>
  );
  if (isPlain) return button;
  return (
    <Tooltip
      mouseEnterDelay={0.4}
      title={
        <>
          {label}
          {shortcut && <kbd className="mr-tip-key">{shortcut}</kbd>}
        </>
      }
    >
      {button}
    </Tooltip>
  );
}
