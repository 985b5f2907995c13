// The hosts are programs of other interpreters, not modules: they are shipped as they stand.
import { cp } from 'node:fs/promises';

await cp('src/hosts', 'dist/hosts', { recursive: true });
