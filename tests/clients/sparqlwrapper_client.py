"""SPARQLWrapper against a running instance: asks, constructs, updates and is refused.

Arguments: the instance's address, a token.
"""

import sys

from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

base, token = sys.argv[1:]
PREFIXES = f"PREFIX cs: <https://w3id.org/codesocial#>\nPREFIX o: <{base}organizations/>\n"


def endpoint(update_token=None):
    wrapper = SPARQLWrapper(base + "sparql", updateEndpoint=base + "update")
    if update_token:
        wrapper.addCustomHttpHeader("Authorization", "Bearer " + update_token)
    return wrapper


def update(text, update_token=token, method=POSTDIRECTLY):
    wrapper = endpoint(update_token)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(method)
    wrapper.setQuery(PREFIXES + text)
    return wrapper.query()


def names(result_format=JSON):
    wrapper = endpoint()
    wrapper.setReturnFormat(result_format)
    wrapper.setQuery(PREFIXES + "SELECT ?n { ?s cs:name ?n } ORDER BY ?n")
    return wrapper.queryAndConvert()


def check(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def values(found):
    return [row["n"]["value"] for row in found["results"]["bindings"]]


check(values(names()), [])
check(update("INSERT DATA { o:a a cs:Organization ; cs:name 'A'@fr . o:b a cs:Organization ; cs:name 'B'@fr }").response.status, 200)
check(values(names()), ["A", "B"])
check([node.firstChild.data for node in names(XML).getElementsByTagName("literal")], ["A", "B"])
check(names(CSV).decode().split(), ["n", "A", "B"])

# As a form, the other way of the protocol.
update("DELETE { ?s cs:name ?n } INSERT { ?s cs:name 'C'@fr } WHERE { ?s cs:name ?n FILTER(STR(?n) = 'B') }", method="urlencoded")
check(values(names()), ["A", "C"])

wrapper = endpoint()
wrapper.setReturnFormat(TURTLE)
wrapper.setQuery(PREFIXES + "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH o:a { ?s ?p ?o } }")
assert "A" in wrapper.queryAndConvert().decode()
wrapper = endpoint()
wrapper.addDefaultGraph(base + "organizations/a")
wrapper.setReturnFormat(JSON)
wrapper.setQuery(PREFIXES + "SELECT ?n { ?s cs:name ?n }")
check(values(wrapper.queryAndConvert()), ["A"])

for text, error in [("INSERT DATA { o:a ?p 1 }", QueryBadFormed)]:
    try:
        update(text)
        raise AssertionError(text)
    except error:
        pass
try:
    update("DROP GRAPH o:a", update_token=None)
    raise AssertionError("nobody may")
except Unauthorized:
    pass
check(update("DROP GRAPH o:a ; DROP GRAPH o:b").response.status, 200)
check(values(names()), [])
print("all of it")
