// node build.mjs <folder of this file's sources> <page.html>: bundles src/ and style/ into template.html.
// Runs in a folder that holds node_modules, which need not be the one with the sources.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const [source, output] = process.argv.slice(2);

async function bundle(entry, options) {
  const result = await build({
    entryPoints: [path.join(source, entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'inline',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    nodePaths: [path.resolve('node_modules')],
    ...options,
  });
  return result.outputFiles[0].text.trim();
}

const style = await bundle('style/main.css', {});
const script = await bundle('src/main.js', { format: 'iife' });
const template = await readFile(path.join(source, 'template.html'), 'utf8');
await writeFile(
  output,
  template.replace('/*style*/', () => style).replace('/*script*/', () => script),
);
