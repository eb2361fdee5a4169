"""rdflib against a running instance: list, create, read, update with a conflict, delete, and a description whole.

Arguments: the instance's address, a token.
"""

import sys
import urllib.error
import urllib.request

from rdflib import RDF, Dataset, Graph, Literal, Namespace, URIRef

base, token = sys.argv[1:]
CS = Namespace("https://w3id.org/codesocial#")
LDP = Namespace("http://www.w3.org/ns/ldp#")
container = URIRef(base + "organizations/")


def send(method, address, graph=None, media_type="text/turtle", **conditions):
    """The status and the header of a request in our name."""
    headers = {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in conditions.items()}}
    body = None
    if graph is not None:
        headers["Content-Type"] = media_type
        body = graph.serialize(format="trig" if media_type == "application/trig" else "turtle").encode()
    request = urllib.request.Request(address, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def described(address, text):
    graph = Graph()
    graph.add((URIRef(address), RDF.type, CS.Organization))
    graph.add((URIRef(address), CS.name, Literal(text, lang="fr")))
    return graph


def contained():
    return set(Graph().parse(container).objects(container, LDP.contains))


def check(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


check(contained(), set())
status, header = send("POST", container, described("", "Le Moulin"), Slug="moulin")
check(status, 201)
moulin = URIRef(header["Location"])
check(moulin, URIRef(base + "organizations/moulin"))
check(contained(), {moulin})

# Formats that it asks for by their media type, then whatever it likes best.
for form in ["turtle", "xml"]:
    check(Graph().parse(moulin, format=form).value(moulin, CS.name), Literal("Le Moulin", lang="fr"))
check(Graph().parse(moulin).value(moulin, CS.name), Literal("Le Moulin", lang="fr"))

read = send("HEAD", moulin)[1]["ETag"]
check(send("PUT", moulin, described(moulin, "Sans version"))[0], 428)
check(send("PUT", moulin, described(moulin, "Grand moulin"), If_Match=read)[0], 204)
check(send("PUT", moulin, described(moulin, "Trop tard"), If_Match=read)[0], 412)
check(Graph().parse(moulin).value(moulin, CS.name), Literal("Grand moulin", lang="fr"))

# A description comes whole, and is put back whole.
code, action = URIRef(base + "codes/moulin"), URIRef(base + "actions/pain")
whole = Dataset()
described_by = whole.graph(code)
described_by += [(code, RDF.type, CS.CodeSocial), (code, CS.name, Literal("Code", lang="fr"))]
described_by += [(code, CS.describes, moulin), (code, CS.form, CS.SixModelsForm)]
intention = URIRef(code + "#pain")
described_by += [(code, CS.section, URIRef(code + "#s")), (URIRef(code + "#s"), RDF.type, CS.EconomicModel)]
described_by += [(URIRef(code + "#s"), CS.intention, intention), (intention, RDF.type, CS.Intention)]
deed = whole.graph(action)
deed += [(action, RDF.type, CS.Action), (action, CS.name, Literal("Du pain", lang="fr")), (action, CS.realises, intention)]
status, header = send("PUT", code, whole, "application/trig")
check(status, 201)
again = Dataset().parse(code, format="trig")
check({graph.identifier for graph in again.graphs() if len(graph)}, {code, action, moulin})
again.graph(action).set((action, CS.name, Literal("Du bon pain", lang="fr")))
check(send("PUT", moulin, described(moulin, "Entre-temps"), If_Match="*")[0], 204)
check(send("PUT", code, again, "application/trig", If_Match=header["ETag"])[0], 412)
read = send("HEAD", code, Accept="application/trig")[1]["ETag"]
check(send("PUT", code, Dataset().parse(code, format="trig"), "application/trig", If_Match=read)[0], 204)

check(send("DELETE", moulin)[0], 428)
check(send("DELETE", moulin, If_Match=send("HEAD", moulin)[1]["ETag"])[0], 204)
check(send("GET", moulin)[0], 410)
check(contained(), set())
print("all of it")
