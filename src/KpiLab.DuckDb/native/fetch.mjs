// Fetches the DuckDB library: node fetch.mjs <folder> [rid ...], for this machine's platform or for those that are named.
//
// The build calls this with a folder named after the hash of the lock file, so a folder that exists is complete and
// current. Everything happens in a staging folder beside it that is renamed at the end: two builds at the same time
// do the work twice and neither sees half of it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = dirname(fileURLToPath(import.meta.url));
const systems = { linux: 'linux', darwin: 'osx', win32: 'win' };
const [destination, ...rids] = process.argv.slice(2);
let staging;
if (!destination) fail('Usage: node fetch.mjs <folder> [rid ...]');
if (existsSync(destination)) process.exit(0);

mkdirSync(dirname(destination), { recursive: true });
staging = mkdtempSync(`${destination}.`);
try {
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(staging, file));
  for (const rid of rids.length > 0 ? rids : [undefined]) {
    npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...platform(rid));
    const found = libraries();
    // The packages are optional, each for one platform, so npm is content with none. We are not.
    if (found.length === 0 || (rid && !found.some(library => library.rid === rid))) {
      fail(`npm fetched no DuckDB library for ${rid ?? `${process.platform}-${process.arch}`} (package.json beside this script lists them). ` +
        'Check the network and the registry that `npm config get registry` names, and build again.');
    }
    for (const { folder, file, rid } of found) {
      const home = join(staging, 'runtimes', rid, 'native');
      mkdirSync(home, { recursive: true });
      renameSync(join(folder, file), join(home, file));
      cpSync(join(folder, 'LICENSE'), join(home, 'LICENSE.duckdb'));
    }
    rmSync(join(staging, 'node_modules'), { recursive: true, force: true });
  }
  try {
    renameSync(staging, destination);
  } catch (error) {
    if (!existsSync(destination)) throw error;   // another build was faster
  }
} finally {
  rmSync(staging, { recursive: true, force: true });
}

// npm takes the optional packages of another platform when it is told to be on it.
function platform(rid) {
  if (!rid) return [];
  const parts = /^(linux|osx|win)(-musl)?-(x64|arm64)$/.exec(rid);
  if (!parts) fail(`${rid} is no platform that DuckDB is built for`);
  const [, system, musl, cpu] = parts;
  return [`--os=${Object.keys(systems).find(key => systems[key] === system)}`, `--cpu=${cpu}`, `--libc=${musl ? 'musl' : 'glibc'}`];
}

function libraries() {
  const scope = join(staging, 'node_modules', '@duckdb');
  if (!existsSync(scope)) return [];
  return readdirSync(scope)
    .map(name => ({ folder: join(scope, name), parts: /^node-bindings-(linux|darwin|win32)-(x64|arm64)(-musl)?$/.exec(name) }))
    .filter(({ parts }) => parts)
    .flatMap(({ folder, parts: [, system, cpu, musl] }) => readdirSync(folder)
      .filter(file => /^(libduckdb\.so|libduckdb\.dylib|duckdb\.dll)$/.test(file))
      .map(file => ({ folder, file, rid: `${systems[system]}${musl ? '-musl' : ''}-${cpu}` })));
}

function npm(...args) {
  const windows = process.platform === 'win32';
  const run = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: staging, stdio: ['ignore', 'inherit', 'inherit'], shell: windows });
  if (run.error) fail(`npm could not be started (${run.error.message}). Install Node.js 18 or later with npm: https://nodejs.org`);
  if (run.status !== 0) fail(`"npm ${args[0]}" failed with exit code ${run.status}. Its message stands above; check the network and the npm registry setting.`);
}

function fail(message) {
  if (staging) rmSync(staging, { recursive: true, force: true });
  // The form that MSBuild shows as an error of the build.
  console.error(`fetch.mjs : error KPILAB002: ${message}`);
  process.exit(1);
}
