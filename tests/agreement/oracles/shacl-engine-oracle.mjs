// shacl-engine's opinion: reads cases (JSON lines with id, shapes, data in N-Triples), writes one answer a line.
//
// usage: node shacl-engine-oracle.mjs FOLDER CASES ANSWERS; FOLDER holds node_modules.

import { createReadStream, createWriteStream } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const [folder, cases, answers] = process.argv.slice(2)
const load = createRequire(`${folder}/package.json`)
const from = async name => import(pathToFileURL(load.resolve(name)).href)
const { Validator } = await import(pathToFileURL(`${folder}/node_modules/shacl-engine/index.js`).href)
const { DataFactory, Parser, Store } = (await from('n3')).default

const SH = 'http://www.w3.org/ns/shacl#'
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
const SUB_CLASS_OF = 'http://www.w3.org/2000/01/rdf-schema#subClassOf'
const factory = { ...DataFactory, dataset: quads => new Store(quads) }

function read (text) {
  // Blank nodes keep the names they have in the file.
  return new Store(new Parser({ format: 'N-Triples', blankNodePrefix: '_:' }).parse(text))
}

function term (node) {
  if (!node) return ''
  if (node.termType === 'NamedNode') return `<${node.value}>`
  if (node.termType === 'BlankNode') return `_:${node.value}`
  const text = JSON.stringify(node.value)
  if (node.language) return `${text}@${node.language}`
  return node.datatype.value.endsWith('XMLSchema#string') ? text : `${text}^^<${node.datatype.value}>`
}

const UNARY = [['inversePath', p => `^${p}`], ['zeroOrMorePath', p => `${p}*`], ['oneOrMorePath', p => `${p}+`], ['zeroOrOnePath', p => `${p}?`]]

function path (shapes, node) {
  const object = (subject, predicate) => shapes.getObjects(subject, DataFactory.namedNode(predicate), null)[0]
  if (node.termType === 'NamedNode') return `<${node.value}>`
  const list = rest => rest.value === `${RDF}nil` ? [] : [object(rest, `${RDF}first`), ...list(object(rest, `${RDF}rest`))]
  if (object(node, `${RDF}first`)) return `(${list(node).map(step => path(shapes, step)).join('/')})`
  const ways = object(node, `${SH}alternativePath`)
  if (ways) return `(${list(ways).map(way => path(shapes, way)).join('|')})`
  for (const [name, form] of UNARY) {
    const inner = object(node, `${SH}${name}`)
    if (inner) return form(path(shapes, inner))
  }
  return term(node)
}

const local = iri => iri.replace(/^.*#/, '').replace('ConstraintComponent', '')

async function answer (test) {
  const shapes = read(test.shapes)
  const data = read(test.data)
  // It looks for subclasses among the shapes alone, where the specification has them in the data (section 1.1): what
  // the data says of them is given twice.
  const told = new Store([...shapes, ...data.match(null, DataFactory.namedNode(SUB_CLASS_OF), null)])
  const report = await new Validator(told, { factory }).validate({ dataset: data })
  const results = report.results.map(result => {
    const own = shapes.getObjects(result.shape.ptr.term, DataFactory.namedNode(`${SH}path`), null)[0]
    // A path is that of the shape, or one property (sh:closed).
    const foreign = result.path && result.path !== result.shape.path ? result.path[0].predicates[0] : null
    return [
      term(result.focusNode.term),
      foreign ? term(foreign) : own ? path(shapes, own) : '',
      result.value ? term(result.value.term) : '',
      local(result.constraintComponent.value),
      local(result.severity.value),
      term(result.shape.ptr.term)
    ]
  })
  return { results }
}

const out = createWriteStream(answers)
for await (const line of createInterface({ input: createReadStream(cases) })) {
  const test = JSON.parse(line)
  const told = await answer(test).catch(error => ({ error: `${error.name}: ${error.message}`.slice(0, 300) }))
  out.write(JSON.stringify({ id: test.id, ...told }) + '\n')
}
out.end()
