import type { AccountView, LinkResultView } from '../views.ts';
import { useAvailableProviders } from './data.ts';
import { LinkDialog } from './link-dialog.tsx';
import type { OpenedWindow } from './use-linking.ts';
import '../settings/settings.css';

/** The dialogue to reconnect, from a page that is not about accounts. */
export default function RenewDialog(props: {
  account: AccountView;
  opened: OpenedWindow;
  onDone(result: LinkResultView): void;
  onClose(): void;
}) {
  const providers = useAvailableProviders();
  return (
    <LinkDialog
      providers={providers.data ?? []}
      reconnect={props.account}
      opened={props.opened}
      providersPath={null}
      onDone={props.onDone}
      onClose={props.onClose}
    />
  );
}
