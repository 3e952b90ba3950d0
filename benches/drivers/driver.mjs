// The rivals for Node. Called with the package's name, the kind of work and the
// corpus; see src/rivals/child.rs for the other side.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [name, kind, path] = process.argv.slice(2);
const found = await import(name);
const engine = found.createPatch || found.compare ? found : found.default;

function pairs() {
  const bytes = readFileSync(path);
  let at = 0;
  const number = () => {
    const end = bytes.indexOf(10, at);
    const value = Number(bytes.toString('latin1', at, end));
    at = end + 1;
    return value;
  };
  const text = () => {
    const length = number();
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  return Array.from({ length: number() }, () => [text(), text()]);
}

function applied(document, patch) {
  if (engine.compare) return engine.applyPatch(document, patch, false, true).newDocument;
  const fault = engine.applyPatch(document, patch).find((one) => one !== null);
  if (fault) throw fault;
  return document;
}

const make = engine.compare ?? engine.createPatch;
const work = {
  diff: (before, after) => JSON.stringify(make(JSON.parse(before), JSON.parse(after))),
  apply: (before, after) => JSON.stringify(applied(JSON.parse(before), JSON.parse(after))),
}[kind];

// Node 20 has no clock of one thread: the wall's time counts what others do, the
// process's counts the collector's threads, and the smaller one is nearer.
function timed(run) {
  const [wall, processor] = [process.hrtime.bigint(), process.cpuUsage()];
  run();
  const { user, system } = process.cpuUsage(processor);
  const took = Number(process.hrtime.bigint() - wall);
  return Math.round(Math.min(took, (user + system) * 1000));
}

const corpus = pairs();
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  try {
    if (line.startsWith('outputs ')) {
      const parts = [];
      for (const [before, after] of corpus) {
        const text = Buffer.from(work(before, after));
        parts.push(Buffer.from(`${text.length}\n`), text);
      }
      writeFileSync(line.slice('outputs '.length), Buffer.concat(parts));
      console.log('done');
    } else {
      const took = timed(() => corpus.forEach(([before, after]) => work(before, after)));
      console.log(took);
    }
  } catch (error) {
    console.log(`failed: ${error.name} ${String(error.message).split('\n')[0].slice(0, 80)}`);
  }
}
