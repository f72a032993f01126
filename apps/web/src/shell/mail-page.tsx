import { MailCentre, useMailTitle } from '@mailroom/ui';
import { usePageTitle } from './page-title.ts';

/** The mail centre; its place stands in the address. */
export function MailPage() {
  usePageTitle(useMailTitle());
  return <MailCentre />;
}
