"""schemathesis against a running instance: what /openapi.json describes, asked with values that nobody means.

Arguments: the folder with schemathesis, the instance's address, a token. Only failures of the server count: an answer in
the fives, or none. What else it finds is for tests of ours to judge.
"""

import pathlib
import re
import subprocess
import sys

folder, base, token = sys.argv[1:]
program = pathlib.Path(folder) / "venv/bin/schemathesis"
options = [
    "--checks=not_a_server_error",
    "--phases=examples,coverage,fuzzing",
    "--max-examples=6",
    "--seed=7",
    "--generation-database=none",
    "--workers=2",
    "--request-timeout=30",
    "--no-color",
    # It ends when somebody stops listening, and answers for ever.
    "--exclude-path=/events",
    f"--header=Authorization: Bearer {token}",
]
done = subprocess.run([program, "run", base + "openapi.json", *options], capture_output=True, text=True)
counted = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
# It cannot write every media type that is described, and calls that an error of its own.
errors = re.findall(r"^  🚫 (.+): \d+$", done.stdout, re.MULTILINE)
strange = [error for error in errors if error != "Serialization not possible"]
if not counted or counted[1] != counted[2] or int(counted[1]) < 5_000 or strange:
    print(done.stdout[-20_000:], done.stderr[-4_000:])
    sys.exit(1)
print("all of it")
