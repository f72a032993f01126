import { Dropdown, type MenuProps } from 'antd';
import { type KeyboardEvent, type ReactElement, useRef } from 'react';

/**
 * A button with a menu of actions, by mouse and by keyboard: the menu takes the focus as it opens,
 * arrow keys go through it, Escape gives the focus back.
 *
 * @param props.children the button; it names itself
 */
export function ActionMenu(props: { items: MenuProps['items']; children: ReactElement }) {
  const button = useRef<HTMLElement>(null);
  return (
    <Dropdown
      // Without it antd leaves the focus on the button, where arrow keys mean nothing.
      autoFocus
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: props.items ?? [],
        onKeyDown: keepEnter,
        // A dialogue gives the focus back to where it found it: not to a menu that is gone.
        onClick: () => button.current?.focus(),
      }}
      getPopupContainer={(trigger) => {
        button.current = trigger;
        return landmarkOf(trigger);
      }}
    >
      {props.children}
    </Dropdown>
  );
}

/**
 * antd chooses the item while Enter goes down; its press would then meet whatever has the focus by
 * now, such as the safe button of the dialogue that has just opened.
 */
function keepEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}

/** Menus stand inside of the landmark that they belong to, where screen readers look for them. */
function landmarkOf(trigger: HTMLElement): HTMLElement {
  return trigger.closest<HTMLElement>('.mr-reader-page, header[class], main') ?? document.body;
}
