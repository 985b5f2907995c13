// The hosts are programs that scripts run in, not modules: they are shipped as they stand.
import { cp } from 'node:fs/promises';

await cp('src/hosts', 'dist/hosts', { recursive: true });
