import { useHost } from '../host/host.tsx';
import { boxTitle } from './list/list-header.tsx';
import { parsePlace } from './place.ts';
import { useFolders } from './queries.ts';

/** The name of the box on screen, for the page's title. */
export function useMailTitle(): string {
  const { t, navigation } = useHost();
  const folders = useFolders();
  const map = new Map((folders.data ?? []).map((folder) => [folder.id, folder]));
  return boxTitle(t, parsePlace(navigation.path), map);
}
