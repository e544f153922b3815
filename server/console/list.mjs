// Writes files.txt, the list of what is served, beside the built files.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = new URL('../src/main/resources/dev/gambeson/server/console/', import.meta.url).pathname;
const lines = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile() && f.name !== 'files.txt')
  .map((f) => join(f.parentPath, f.name).slice(folder.length))
  .sort()
  .map((name) => `${createHash('sha256').update(readFileSync(folder + name)).digest('hex')}  ${name}`);
writeFileSync(folder + 'files.txt', lines.join('\n') + '\n');
