import { createQueryClient } from '@mailroom/ui';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { basePath } from './base-path.ts';
import { createAppRouter } from './router.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('#root is missing');

const queryClient = createQueryClient({
  // A session that ended shows the sign-in page, whichever call noticed it.
  onSignedOut: () => void queryClient.invalidateQueries({ queryKey: ['host', 'state'] }),
});
createRoot(root).render(<RouterProvider router={createAppRouter({ basePath, queryClient })} />);
