// Fetches Plotly's minified bundle: node fetch.mjs <folder>
//
// The build calls this with a folder named after the hash of the lock file, so a folder that exists is complete and
// current. Everything happens in a staging folder beside it that is renamed at the end.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = dirname(fileURLToPath(import.meta.url));
const destination = process.argv[2];
if (!destination) fail('Usage: node fetch.mjs <folder>');
if (existsSync(destination)) process.exit(0);

mkdirSync(dirname(destination), { recursive: true });
const staging = mkdtempSync(`${destination}.`);
try {
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(staging, file));
  const windows = process.platform === 'win32';
  const run = spawnSync(
    windows ? 'npm.cmd' : 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: staging, stdio: ['ignore', 'inherit', 'inherit'], shell: windows });
  if (run.error) throw new Error(`npm could not be started (${run.error.message}). Install Node.js 18 or later with npm: https://nodejs.org`);
  if (run.status !== 0) throw new Error(`"npm ci" failed with exit code ${run.status}. Its message stands above; check the network and the npm registry setting.`);
  const ready = join(staging, 'ready');
  mkdirSync(ready);
  for (const file of ['plotly-basic.min.js', 'LICENSE']) cpSync(join(staging, 'node_modules', 'plotly.js-basic-dist-min', file), join(ready, file));
  try {
    renameSync(ready, destination);
  } catch (error) {
    if (!existsSync(destination)) throw error;   // another build was faster
  }
} catch (error) {
  rmSync(staging, { recursive: true, force: true });
  fail(error.message);
}
rmSync(staging, { recursive: true, force: true });

function fail(message) {
  // The form that MSBuild shows as an error of the build.
  console.error(`fetch.mjs : error KPILAB004: ${message}`);
  process.exit(1);
}
