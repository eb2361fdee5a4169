// What shacl-engine or rdf-validate-shacl takes for one batch.
//
// usage: node shacl-engine-cost.mjs FOLDER ENGINE SHAPES DATA (N-Triples); FOLDER holds node_modules.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [folder, engine, shapesFile, dataFile] = process.argv.slice(2)
const load = createRequire(`${folder}/package.json`)
const { DataFactory, Parser, Store } = (await import(pathToFileURL(load.resolve('n3')).href)).default
const main = engine === 'shacl-engine' ? 'index.js' : 'index.js'
const loaded = await import(pathToFileURL(`${folder}/node_modules/${engine}/${main}`).href)
const factory = { ...DataFactory, dataset: quads => new Store(quads) }

const seconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
const read = file => new Store(new Parser({ format: 'N-Triples' }).parse(readFileSync(file, 'utf8')))

const begun = seconds()
const shapes = read(shapesFile)
const data = read(dataFile)
const parsed = seconds()
const report = engine === 'shacl-engine'
  ? await new loaded.Validator(shapes, { factory }).validate({ dataset: data })
  : await new loaded.default(shapes).validate(data)
const validated = seconds()
console.log(JSON.stringify({
  reading: parsed - begun,
  validating: validated - parsed,
  results: report.results.length,
  peak: process.resourceUsage().maxRSS
}))
