import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { thirdPartyNotices } from './build/notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await writeFile(path.join(root, 'ThirdPartyNotices.txt'), await thirdPartyNotices(root));
