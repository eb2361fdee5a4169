"""What pySHACL takes for one batch. usage: pyshacl_cost.py SHAPES DATA (N-Triples)"""

import json
import resource
import sys
import time

from pyshacl import validate
from rdflib import Graph, URIRef

shapes, data = sys.argv[1:]
begun = time.process_time()
shapes_graph, data_graph = Graph().parse(shapes, format="nt"), Graph().parse(data, format="nt")
read = time.process_time()
_, report, _ = validate(data_graph, shacl_graph=shapes_graph, inference="none", meta_shacl=False, advanced=False)
validated = time.process_time()
results = len(list(report.objects(None, URIRef("http://www.w3.org/ns/shacl#result"))))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"reading": read - begun, "validating": validated - read, "results": results, "peak": peak}))
