"""pySHACL's opinion: reads cases (JSON lines with id, shapes, data in N-Triples), writes one answer a line.

usage: pyshacl_oracle.py CASES ANSWERS
"""

import json
import logging
import sys
import warnings

import rdflib
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.plugins.parsers.ntriples import W3CNTriplesParser

import pyshacl.entrypoints
from pyshacl import validate

# A literal is the text that was written, not another one with the same value; pySHACL sets and unsets this around
# the files that it reads, and the graphs given here are read already.
rdflib.NORMALIZE_LITERALS = False
pyshacl.entrypoints.rdflib_bool_patch = pyshacl.entrypoints.rdflib_bool_unpatch = lambda: None
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

SH = "http://www.w3.org/ns/shacl#"


class SameNames(dict):
    """Blank nodes keep the names they have in the file."""

    def get(self, name, default=None):
        return name


class Sink:
    def __init__(self, graph):
        self.graph = graph

    def triple(self, s, p, o):
        self.graph.add((s, p, o))


def read(text):
    graph = Graph()
    W3CNTriplesParser(Sink(graph)).parsestring(text, bnode_context=SameNames())
    return graph


def term(node):
    if node is None:
        return ""
    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, BNode):
        return f"_:{node}"
    text = json.dumps(str(node), ensure_ascii=False)
    if node.language:
        return f"{text}@{node.language}"
    if node.datatype and str(node.datatype) != "http://www.w3.org/2001/XMLSchema#string":
        return f"{text}^^<{node.datatype}>"
    return text


UNARY = {"inversePath": "^{}", "zeroOrMorePath": "{}*", "oneOrMorePath": "{}+", "zeroOrOnePath": "{}?"}


def path(graph, node):
    if node is None:
        return ""
    if isinstance(node, URIRef):
        return f"<{node}>"
    if (node, RDF.first, None) in graph:
        return "(" + "/".join(path(graph, step) for step in graph.items(node)) + ")"
    ways = graph.value(node, URIRef(SH + "alternativePath"))
    if ways is not None:
        return "(" + "|".join(path(graph, way) for way in graph.items(ways)) + ")"
    for name, form in UNARY.items():
        inner = graph.value(node, URIRef(SH + name))
        if inner is not None:
            return form.format(path(graph, inner))
    return f"_:{node}"


def local(iri):
    return str(iri).rsplit("#", 1)[-1].replace("ConstraintComponent", "")


def answer(case):
    _, report, _ = validate(
        read(case["data"]), shacl_graph=read(case["shapes"]), inference="none", advanced=False, meta_shacl=False
    )
    if not isinstance(report, Graph):
        return {"error": f"{type(report).__name__}: {report}"}
    results = []
    # Only those of the report itself: others are details of these.
    for result in report.objects(None, URIRef(SH + "result")):
        of = lambda name: report.value(result, URIRef(SH + name))  # noqa: E731
        results.append(
            [
                term(of("focusNode")),
                path(report, of("resultPath")),
                term(of("value")),
                local(of("sourceConstraintComponent")),
                local(of("resultSeverity")),
                term(of("sourceShape")),
            ]
        )
    return {"results": results}


def main(cases, answers):
    with open(cases, encoding="utf-8") as lines, open(answers, "w", encoding="utf-8") as out:
        for line in lines:
            case = json.loads(line)
            try:
                told = answer(case)
            except Exception as error:  # whatever it is, it is the engine's answer
                told = {"error": f"{type(error).__name__}: {error}"[:300]}
            out.write(json.dumps({"id": case["id"], **told}, ensure_ascii=False) + "\n")


main(*sys.argv[1:])
